import type { IncomingMessage } from 'node:http';
import { Refusal } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import type { Answer } from './answer.ts';
import type { IsTrusted } from './client-address.ts';
import { faceOf } from './face.ts';

export interface HostRules {
  /** The public origin; what a client says about itself never takes its place. */
  readonly publicUrl: string;
  readonly isTrusted: IsTrusted;
}

/**
 * Pages are served under the public URL alone: another loopback name is led there (browsers refuse passkeys on an address, A9), any
 * other host is refused. Tools may also use any loopback name; health answers whoever asks, for probes name a container's address.
 * Behind a proxy that says it was asked by plain http, pages lead to https and tools are refused, for their token has been seen.
 *
 * @throws Refusal `request.wrong-host`, `request.plain-http`
 */
export function checkHost(rules: HostRules, request: IncomingMessage, path: string): Answer | undefined {
  if (path === paths.health()) return undefined;
  const isByProxy = rules.isTrusted(request.socket.remoteAddress ?? '');
  const wanted = new URL(rules.publicUrl);
  const given = hostnameOf((isByProxy ? request.headers['x-forwarded-host'] : undefined) ?? request.headers.host);
  const isPage = faceOf(path) === 'page';

  if (given !== wanted.hostname) {
    const isLocal = given !== undefined && isLoopbackName(given);
    if (isLocal && !isPage) return undefined;
    if (isLocal && isLoopbackName(wanted.hostname)) return leadTo(rules, request);
    throw wrongHost(rules);
  }
  if (!isByProxy || wanted.protocol !== 'https:' || !isPlainHttp(request)) return undefined;
  if (isPage) return leadTo(rules, request);
  throw new Refusal(
    'forbidden',
    'request.plain-http',
    `Use ${rules.publicUrl}: over plain http a token can be read on the way. Replace the one you sent.`,
  );
}

/** Only a GET can be repeated elsewhere without asking; a form would be refused there for its origin. */
function leadTo(rules: HostRules, request: IncomingMessage): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw wrongHost(rules);
  return { status: 302, headers: { location: `${rules.publicUrl}${request.url ?? '/'}` } };
}

function wrongHost({ publicUrl }: HostRules): Refusal {
  return new Refusal('invalid', 'request.wrong-host', `This index answers at ${publicUrl} only.`);
}

/** The name in a `Host` header; the port says nothing, it may be a forwarded one. */
function hostnameOf(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || !/^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(header)) return undefined;
  return URL.parse(`http://${header}`)?.hostname;
}

function isPlainHttp(request: IncomingMessage): boolean {
  const proto = request.headers['x-forwarded-proto'];
  return typeof proto === 'string' && proto.split(',').at(-1)?.trim().toLowerCase() === 'http';
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
