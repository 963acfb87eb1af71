import { type Html, html } from '../base/html.ts';

export type Empty = {
  /** What is not there. */
  readonly title: string;
  /** Why one would want it. */
  readonly text: string | Html;
  readonly action?: Html | undefined;
};

/** Stands where a list would, in a dashed frame. */
export function empty({ title, text, action }: Empty): Html {
  return html`<div class="empty"><p><strong>${title}</strong></p><p class="muted">${text}</p>${action && html`<div class="buttons">${action}</div>`}</div>`;
}
