import { type Html, html } from '../base/html.ts';

export type DangerItem = {
  readonly heading: string;
  /** What happens, what stays. */
  readonly text: string | Html;
  /** A small button; red fill only where the page itself destroys. */
  readonly action: Html;
};

/** What affects others or cannot be taken back, in a red frame. Reversible first. */
export function dangerZone(items: readonly DangerItem[]): Html {
  return html`<div class="danger">${items.map(({ heading, text, action }) => html`<div class="danger__item"><div><h3>${heading}</h3><p>${text}</p></div>${action}</div>`)}</div>`;
}
