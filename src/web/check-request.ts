import type { IncomingMessage } from 'node:http';
import { Refusal } from '../base/refusal.ts';
import { HTTP_LIMITS } from './http-limits.ts';

// Two of these are read differently by different programs on the way, and one of them is the attacker's.
const SINGLE_HEADERS = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'origin',
  'sec-fetch-site',
  'x-forwarded-host',
  'x-forwarded-proto',
]);

/**
 * What node:http lets through and we do not: an address that is no plain path (`http://evil/`, `*`), bytes that are no URL
 * characters, very many headers, a header twice that counts once, none that
 * names the host.
 *
 * @throws Refusal `request.malformed`, `request.address-too-long`, `request.too-many-headers`, `request.repeated`, `request.no-host`
 */
export function checkRequest(request: IncomingMessage): void {
  const { rawHeaders, url = '' } = request;
  if (rawHeaders.length > HTTP_LIMITS.maxHeaders * 2) {
    throw new Refusal('invalid', 'request.too-many-headers', `A request has at most ${HTTP_LIMITS.maxHeaders} headers.`);
  }
  if (url.length > HTTP_LIMITS.maxAddressLength) {
    throw new Refusal('invalid', 'request.address-too-long', `An address has at most ${HTTP_LIMITS.maxAddressLength} characters.`);
  }
  if (!/^\/[\x21-\x22\x24-\x7e]*$/.test(url)) {
    throw new Refusal('invalid', 'request.malformed', 'The address is no plain path of this site. Open its front page instead.');
  }

  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (SINGLE_HEADERS.has(name) && seen.has(name)) {
      throw new Refusal('invalid', 'request.repeated', `The header "${name}" was sent twice. Send it once.`);
    }
    seen.add(name);
  }
  // RFC 9112, 3.2: an HTTP/1.1 request without one is 400.
  if (request.httpVersion === '1.1' && !seen.has('host')) {
    throw new Refusal('invalid', 'request.no-host', 'The request names no host. Send the header "host".');
  }
}
