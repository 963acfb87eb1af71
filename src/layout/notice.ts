import { type Html, html } from '../base/html.ts';
import type { IconName } from './icon-shapes.ts';
import { icon } from './icons.ts';

/** `good`: done, and in the log; `wait`: look here; `stop`: a problem; `info`: worth knowing. */
export type NoticeKind = 'good' | 'wait' | 'stop' | 'info';

export type Notice = {
  readonly kind: NoticeKind;
  readonly title: string | Html;
  /** One or two sentences. */
  readonly text?: string | Html | undefined;
  /** At most one small button. */
  readonly action?: Html | undefined;
};

const SIGNS: Record<NoticeKind, { readonly sign: IconName; readonly word: string }> = {
  good: { sign: 'check', word: 'Done' },
  wait: { sign: 'warn', word: 'Warning' },
  stop: { sign: 'stop', word: 'Problem' },
  info: { sign: 'info', word: 'Note' },
};

/** Says what happened, in a stamped slip. Read out at once when it reports a deed (`good`) or a problem (`stop`); never closes by itself. */
export function notice({ kind, title, text, action }: Notice): Html {
  const { word } = SIGNS[kind];
  const body = html`<p class="notice__title"><span class="unseen">${word}: </span>${title}</p>${text && html`<p>${text}</p>`}${action && html`<div class="buttons">${action}</div>`}`;
  return slipOf(kind, body, kind === 'good' ? 'status' : undefined);
}

/** The wrong answers of a form: for each field its name and what to do, in the imperative. */
export type FieldErrors = readonly { readonly field: string; readonly todo: string }[];

/** Stands first in the form and takes the focus: one link per field. The page's title begins with "Error:" (`hasErrors` of the page). */
export function errorSummary(errors: FieldErrors): Html {
  if (errors.length === 0) return html``;

  const title = errors.length === 1 ? 'One thing to correct' : `${countWord(errors.length)} things to correct`;
  const links = errors.map(({ field, todo }) => html`<li><a href="${`#${field}`}">${todo}</a></li>`);
  return slipOf('stop', html`<h2 class="notice__title">${title}</h2><ul>${links}</ul>`, 'alert');
}

function slipOf(kind: NoticeKind, body: Html, role: string | undefined): Html {
  const isAlert = kind === 'stop';
  return html`<div class="notice${kind !== 'info' && ` notice--${kind}`}" role="${isAlert ? 'alert' : role}" tabindex="${isAlert && -1}" data-focus="${isAlert && ''}"><div class="notice__sign">${icon(SIGNS[kind].sign)}</div><div class="notice__body">${body}</div></div>`;
}

function countWord(count: number): string {
  return ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][count] ?? String(count);
}
