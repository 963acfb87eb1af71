import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { isMac, mac } from '../crypto/mac.ts';
import type { Keys } from '../world.ts';
import type { Caller, CookieName, CookieSecrets } from './caller.ts';

type HeaderReader = Readonly<Record<string, string | string[] | undefined>>;

/** The cookie that forms are bound to: the session's, while signing in or registering the half session's, else the visitor's. */
export function csrfCookie(caller: Caller): CookieName {
  if (caller.kind === 'account') return 'session';
  return caller.kind === 'visitor' ? 'pre' : 'half';
}

/** The value of the hidden field: a MAC over the cookie, so nothing is stored (A8). */
export function makeCsrfToken(keys: Keys, name: CookieName, cookie: Secret): string {
  return toBase64url(mac(keys, 'mac/csrf', name, cookie.reveal()));
}

/** @throws Refusal `csrf.token` when the field is not the one made for this browser and this state */
export function checkCsrfToken(keys: Keys, caller: Caller, cookies: CookieSecrets, token: string | undefined): void {
  const name = csrfCookie(caller);
  const cookie = cookies[name];
  const tag = fromBase64url(token ?? '');
  if (cookie !== undefined && tag !== undefined && isMac(keys, 'mac/csrf', tag, name, cookie.reveal())) return;

  throw new Refusal(
    'forbidden',
    'csrf.token',
    'This form belongs to another visit: you signed in or out since it was opened, or cookies are off. Go back, reload the page and send it again.',
  );
}

/**
 * A form comes from a page of this site. Browsers say so in `Origin` and `Sec-Fetch-Site`; `null` is what they send from pages
 * without referrer, and counts only beside the other header. Clients that send neither are held by the token alone.
 *
 * @throws Refusal `csrf.origin`
 */
export function checkOrigin(headers: HeaderReader, publicOrigin: string): void {
  const origin = headers['origin'];
  const fetchSite = headers['sec-fetch-site'];
  const isSameSite = fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
  const isOurs = origin === undefined || origin === publicOrigin || (origin === 'null' && fetchSite === 'same-origin');
  if (isSameSite && isOurs) return;

  throw new Refusal('forbidden', 'csrf.origin', `This form was sent from another site. Open ${publicOrigin} yourself and try it there.`);
}

/**
 * Routes for tools take no cookie; a browser that is made to call one from another site (with remembered Basic credentials) is refused.
 *
 * @throws Refusal `csrf.origin`
 */
export function checkNoBrowser(headers: HeaderReader, publicOrigin: string): void {
  const fetchSite = headers['sec-fetch-site'];
  if (fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none') return;

  throw new Refusal('forbidden', 'csrf.origin', `This address is for tools. Open ${publicOrigin} in your browser instead.`);
}

/**
 * Pages are not loaded into other sites' pages: as an image, a script or a frame they would answer with the person's cookies.
 *
 * @throws Refusal `csrf.embedded`
 */
export function checkNotEmbedded(headers: HeaderReader): void {
  const fetchSite = headers['sec-fetch-site'];
  const isForeign = fetchSite === 'cross-site' || fetchSite === 'same-site';
  const isTopLevel = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!isForeign || isTopLevel) return;

  throw new Refusal('forbidden', 'csrf.embedded', 'Pages of this site are not shown inside other sites. Open the link in its own tab.');
}
