import { type Html, html } from '../base/html.ts';

export type Column = {
  readonly label: string;
  /** `right` for numbers, `full` for the whole width on a phone, `do` for buttons. */
  readonly kind?: 'right' | 'full' | 'do' | undefined;
};

export type TableRow = {
  /** As many as there are columns; the first is the row's heading, an empty text an empty cell. */
  readonly cells: readonly (string | Html)[];
  /** Set in grey: yanked, ended. */
  readonly isOff?: boolean | undefined;
};

export type Table = {
  readonly caption: string | Html;
  readonly isCaptionUnseen?: boolean | undefined;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
};

/** A table of many columns: on a phone each row is a record, with each value under its heading. The roles say again what CSS takes away. */
export function table({ caption, isCaptionUnseen, columns, rows }: Table): Html {
  const head = columns.map(({ label, kind }) => {
    const text = kind === 'do' ? html`<span class="unseen">${label}</span>` : label;
    return html`<th role="columnheader" scope="col" class="${(kind === 'right' || kind === 'do') && 'right'}">${text}</th>`;
  });
  const body = rows.map(
    ({ cells, isOff }) =>
      html`<tr role="row" data-state="${isOff && 'off'}">${cells.map((content, i) => cell(content, columns[i], i === 0))}</tr>`,
  );
  return html`<table class="table table--records" role="table"><caption class="${isCaptionUnseen && 'unseen'}">${caption}</caption><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
}

function cell(content: string | Html, column: Column | undefined, isHeading: boolean): Html {
  if (isHeading) return html`<th role="rowheader" scope="row">${content}</th>`;

  const classes = [column?.kind, content === '' && 'void'].filter(Boolean).join(' ');
  const label = column?.kind !== 'do' && column?.label;
  return html`<td role="cell" class="${classes !== '' && classes}" data-label="${label}">${content}</td>`;
}
