import { Secret } from '../base/secret.ts';
import type { SiteKind } from '../settings/settings.ts';
import type { CookieChange } from './answer.ts';
import type { CookieName, CookieSecrets } from './caller.ts';

const NAMES: readonly CookieName[] = ['session', 'half', 'device', 'pre', 'link', 'claim'];

// Lax where the cookie has to be there when somebody comes from a mail or another site: a session, a sign-in that waits for its
// mail, the mailed link itself, whose redirect still belongs to that visit. The device is asked for by our own forms alone.
const SAME_SITE: Readonly<Record<CookieName, 'Lax' | 'Strict'>> = {
  session: 'Lax',
  half: 'Lax',
  link: 'Lax',
  pre: 'Lax',
  // Whoever lost everything comes back from the mail that says that the wait is over.
  claim: 'Lax',
  device: 'Strict',
};

/** 32 bytes in base64url: nothing else is ever set. */
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** `__Host-kh_session`; the test index beside the main one has names of its own. */
export function cookieName(site: SiteKind, name: CookieName): string {
  return `__Host-${site === 'test' ? 'kht' : 'kh'}_${name}`;
}

/** Our cookies in a `Cookie` header. One that comes twice, or is no value of ours, counts as absent: nobody picks the planted one. */
export function readCookies(header: string | undefined, site: SiteKind): CookieSecrets {
  if (header === undefined) return {};
  const ours = new Map(NAMES.map((name) => [cookieName(site, name), name]));
  const seen = new Set<CookieName>();
  const secrets: Partial<Record<CookieName, Secret>> = {};
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    const name = ours.get(pair.slice(0, Math.max(0, equals)).trim());
    if (name === undefined) continue;
    const value = pair.slice(equals + 1).trim();
    if (seen.has(name) || !VALUE.test(value)) delete secrets[name];
    else secrets[name] = new Secret(value);
    seen.add(name);
  }
  return secrets;
}

/** The `Set-Cookie` header of a change. */
export function setCookieHeader(site: SiteKind, change: CookieChange): string {
  const name = cookieName(site, change.name);
  const attributes = `Path=/; Secure; HttpOnly; SameSite=${SAME_SITE[change.name]}`;
  if (change.value === undefined) return `${name}=; Max-Age=0; ${attributes}`;

  const age = change.maxAgeSeconds === undefined ? '' : `Max-Age=${change.maxAgeSeconds}; `;
  return `${name}=${change.value.reveal()}; ${age}${attributes}`;
}
