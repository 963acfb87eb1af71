import { escapeHtml } from '../../base/html.ts';

/** Longer descriptions are not rendered, and cut, in characters. */
export const MAX_DESCRIPTION_CHARACTERS: number = 1024 * 1024;

/** A description as it was written, in `<pre>`; a very long one is cut and says so. */
export function plainDescription(text: string): string {
  if (text.length <= MAX_DESCRIPTION_CHARACTERS) return `<pre>${escapeHtml(text)}</pre>`;
  const cut = text.slice(0, MAX_DESCRIPTION_CHARACTERS).toWellFormed();
  return `<p>This description is too long to be shown in full: its beginning follows as plain text.</p><pre>${escapeHtml(cut)}</pre>`;
}
