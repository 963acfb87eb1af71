/** Pictures are shown as links, or not at all: one whose text is missing is still something to its author. */
const PICTURE = /!\[|<img\b|\.\. (?:\|[^|\n]*\| )?(?:image|figure)::/i;

/** Whether a description that was written shows nothing to readers: comments alone, markup without text. */
export function showsNothing(written: string, html: string): boolean {
  if (written.trim() === '' || /<hr\b/.test(html)) return false;
  const texts = html.split('<').map((piece, at) => (at === 0 ? piece : piece.slice(piece.indexOf('>') + 1)));
  const seen = texts.join('').replaceAll(/&(?:nbsp|#160|#xa0);|[\s\u200b\u2060\ufeff]/gi, '');
  return seen === '' && !PICTURE.test(written);
}
