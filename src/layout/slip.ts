import { type Html, html } from '../base/html.ts';

export type Slip = {
  /** What is asked, above the hairline. */
  readonly what?: Html | undefined;
  /** How to answer it: the form. */
  readonly how: Html;
  /** Another way to answer, below a second hairline. */
  readonly next?: Html | undefined;
};

/** A slip that asks something: step-up, mailed links, warnings that need a decision. */
export function slip({ what, how, next }: Slip): Html {
  return html`<div class="ask">${what && html`<div class="ask__what">${what}</div>`}<div class="ask__how">${how}</div>${next && html`<div class="ask__how ask__how--next">${next}</div>`}</div>`;
}

/** Between two ways of answering: "or a code from your app". */
export function orElse(words: string): Html {
  return html`<p class="or"><span>${words}</span></p>`;
}
