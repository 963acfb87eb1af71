import { type Html, html } from '../base/html.ts';
import { type Slip, slip } from './slip.ts';

/** Something good to know, beside the slip. */
export interface GateNote {
  readonly heading: string;
  readonly text: string | Html;
}

export type Gate = {
  /** Short: it is set large. */
  readonly heading: string;
  readonly lead?: string | Html | undefined;
  /** Notices above the slip. */
  readonly notices?: readonly Html[] | undefined;
  readonly slip: Slip;
  readonly notes?: readonly GateNote[] | undefined;
};

/**
 * A page one passes through: sign-in, second step, step-up, mailed links. Words at the left, the form as a slip at the right;
 * on a phone words, form, notes. Goes into `renderPage` with `kind: 'gate'`.
 */
export function gate({ heading, lead, notices = [], slip: asked, notes = [] }: Gate): Html {
  const aside = html`<aside class="gate__notes" aria-label="Good to know">${notes.map((note) => html`<h2>${note.heading}</h2><p>${note.text}</p>`)}</aside>`;
  return html`<div class="gate"><div class="gate__head"><h1>${heading}</h1>${lead && html`<p class="lead">${lead}</p>`}</div><div class="gate__form stack-3">${notices}${slip(asked)}</div>${notes.length > 0 && aside}</div>`;
}
