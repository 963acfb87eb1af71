import type { IncomingMessage } from 'node:http';
import { Refusal } from '../base/refusal.ts';
import type { Settings } from '../settings/settings.ts';
import type { Answer } from './answer.ts';
import { faceOf } from './face.ts';

/**
 * Pages are served under the public URL alone: another loopback name is led there (browsers refuse passkeys on an address, A9),
 * any other host is refused. Tools may use any name of this machine.
 *
 * @throws Refusal `request.wrong-host`
 */
export function checkHost(settings: Settings, request: IncomingMessage, path: string): Answer | undefined {
  if (faceOf(path) !== 'page') return undefined;
  const wanted = new URL(settings.url);
  const given = URL.parse(`http://${request.headers.host ?? ''}`);
  if (given?.hostname === wanted.hostname) return undefined;
  // On a loopback URL the port may be a forwarded one; the name alone decides.
  if (given !== null && isLoopbackName(given.hostname) && isLoopbackName(wanted.hostname)) {
    const isSafe = request.method === 'GET' || request.method === 'HEAD';
    return { status: isSafe ? 302 : 307, headers: { location: `${settings.url}${request.url ?? '/'}` } };
  }
  throw new Refusal('invalid', 'request.wrong-host', `This index answers at ${settings.url} only.`);
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
