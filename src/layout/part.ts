import { type Html, html } from '../base/html.ts';

export type Part = {
  /** The anchor, such as `two-factor`. */
  readonly id: string;
  readonly heading: string;
  readonly lead?: string | Html | undefined;
  /** Buttons beside the heading. */
  readonly action?: Html | undefined;
  readonly content: Html;
};

/** A section of a settings page, opened by an ink rule. */
export function part({ id, heading, lead, action, content }: Part): Html {
  const headingId = `${id}-h`;
  return html`<section class="part" id="${id}" aria-labelledby="${headingId}"><div class="part__head"><div><h2 id="${headingId}">${heading}</h2>${lead && html`<p>${lead}</p>`}</div>${action && html`<div class="buttons">${action}</div>`}</div>${content}</section>`;
}

export type MarginPart = {
  readonly heading: string;
  readonly note?: string | Html | undefined;
  readonly content: Html;
  readonly isFirst?: boolean | undefined;
  readonly id?: string | undefined;
};

/** A section with its heading in the margin: front page, user page. */
export function marginPart({ heading, note, content, isFirst, id }: MarginPart): Html {
  return html`<section class="entry${isFirst && ' entry--first'}" id="${id}"><div class="entry__label"><h2>${heading}</h2>${note && html`<p>${note}</p>`}</div><div>${content}</div></section>`;
}

/** Matter with a narrower column at its right; on a phone below it. */
export function beside(matter: Html, aside: { readonly label: string; readonly content: Html }): Html {
  return html`<div class="beside"><div class="flow">${matter}</div><aside class="stack-3" aria-label="${aside.label}">${aside.content}</aside></div>`;
}

/** Numbered steps, each with a heading. */
export function steps(items: readonly { readonly heading: string; readonly content: Html }[]): Html {
  return html`<ol class="steps">${items.map(({ heading, content }) => html`<li><div><h2>${heading}</h2>${content}</div></li>`)}</ol>`;
}
