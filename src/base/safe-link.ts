const START = /^(?:https?:\/\/[^/]|mailto:[^/]|\/(?!\/)|[#?])/i;
// Browsers drop tabs and line ends inside a link and read a backslash as a slash: none of them may stand anywhere.
const FORBIDDEN = /[\u0000-\u0020\u007f-\u00a0\\<>"`\u2028\u2029\ufeff]/;
// `https://pypi.org@evil.example/` reads as one host and leads to another.
const USERINFO = /^https?:\/\/[^/?#]*@/i;

/**
 * Whether a link can be printed: a path of this site, `http://`, `https://`, `mailto:`, `#…` or `?…`.
 * Refuses every other scheme, `//host`, `/\host`, `https://name@host` and control characters. For links that people wrote, ask before printing.
 */
export function isSafeLink(link: string): boolean {
  return START.test(link) && !FORBIDDEN.test(link) && !USERINFO.test(link);
}
