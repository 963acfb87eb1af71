const BASE = 'http://site.invalid';
const MAX_LENGTH = 2_000;

/**
 * A `next` path of this site, normalised, or `/`. Only what begins with one slash and stays on the site however a browser or a
 * proxy reads it: no `//host`, no `/\host`, no control character, no blank, no encoded slash in front, no `/./` that leaves `//`.
 */
export function safeNext(text: string | undefined): string {
  if (text === undefined || text.length > MAX_LENGTH) return '/';
  if (!/^\/(?![/\\]|%2f|%5c)[^\\\s\u0000-\u001f\u007f]*$/i.test(text)) return '/';

  const url = URL.parse(text, BASE);
  if (url === null || url.origin !== BASE || url.username !== '') return '/';
  return /^\/(?:[/\\]|%2f|%5c)/i.test(url.pathname) ? '/' : url.pathname + url.search + url.hash;
}
