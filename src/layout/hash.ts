import { type Html, html } from '../base/html.ts';
import { cut } from './key-cuts.ts';

/** A SHA-256 in short beside its key cut; opened, in groups of eight that are selected without spaces. `digest` in hexadecimal. */
export function hash(digest: string, of: string, isProved = false): Html {
  const groups = (digest.match(/.{1,8}/g) ?? []).map((group) => html`<span>${group}</span>`);
  return html`<details class="hash"><summary>${cut(digest, isProved)}<span>${digest.slice(0, 8)}…${digest.slice(-8)}</span></summary><div class="hash__full" role="group" aria-label="SHA-256 of ${of}">${groups}</div></details>`;
}
