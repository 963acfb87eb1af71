import type { IncomingMessage, ServerResponse } from 'node:http';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { type Answer, redirect } from './answer.ts';
import { checkHost } from './check-host.ts';
import { checkRequest } from './check-request.ts';
import { clientAddress, type IsTrusted } from './client-address.ts';
import { readCookies } from './cookies.ts';
import { faceOf } from './face.ts';
import { type Handled, type Handling, handleRequest } from './handle-request.ts';
import { networkOf } from './network.ts';
import type { Assets } from './prepared.ts';
import { methodAnswer, refusalAnswer, type ShowRefusal } from './refusal-answer.ts';
import type { Route } from './route.ts';
import { allowedMethods, slashedPath } from './route-table.ts';
import type { Protection } from './security-headers.ts';
import { type Sending, sendAnswer } from './send-answer.ts';
import type { Visit } from './visit.ts';

/** What all requests of a running site share. */
export interface Site {
  readonly handling: Handling;
  readonly routes: readonly Route[];
  readonly assets: Assets;
  readonly showRefusal: ShowRefusal;
  readonly isHttps: boolean;
  readonly isTrusted: IsTrusted;
  readonly isStopping: () => boolean;
  /** Whether a client waits for `100 Continue`. */
  readonly isWaiting: (response: ServerResponse) => boolean;
}

export interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The route and its parameters; undefined when the router knows none. */
  readonly found?: { readonly route: Route; readonly params: Readonly<Record<string, string>> };
  /** What the router itself refused. */
  readonly failure?: unknown;
}

const USER_AGENT_LENGTH = 400;

/** Answers one request, whatever happens: through its route, or with a refusal that carries the same headers. */
export async function answerRequest(site: Site, incoming: Incoming): Promise<void> {
  const { request, response } = incoming;
  const { world } = site.handling;
  const startedAt = world.clock.now();
  const visit = visitOf(site, request);
  const path = pathOf(request);
  const { answer, madePre } = await answerOf(site, incoming, visit, path);

  try {
    await sendAnswer(request, response, answer, sendingOf(site, incoming, visit, madePre));
  } catch (error) {
    response.destroy();
    if (!isGone(error)) world.log.error('an answer could not be sent', error, { request: visit.requestId });
  }
  world.log.info('answered', {
    request: visit.requestId,
    method: request.method,
    route: incoming.found?.route.path,
    status: answer.status,
    ms: world.clock.now() - startedAt,
  });
}

async function answerOf(site: Site, incoming: Incoming, visit: Visit, path: string): Promise<Handled> {
  const { request, response, found, failure } = incoming;
  try {
    checkRequest(request);
    const elsewhere = checkHost({ publicUrl: site.handling.world.settings.url, isTrusted: site.isTrusted }, request, path);
    if (elsewhere !== undefined) return { answer: elsewhere, madePre: undefined };
    checkExpectation(request);
    if (failure !== undefined) throw failure;
    if (found === undefined) return { answer: withoutRoute(site, request, visit, path), madePre: undefined };
    return await handleRequest(site.handling, found.route, { request, response, visit, params: checkParams(found.params) });
  } catch (error) {
    const target = request.method === 'GET' ? request.url : undefined;
    return {
      answer: refusalAnswer(site.showRefusal, site.handling.world.log, { path, requestId: visit.requestId, target }, error),
      madePre: undefined,
    };
  }
}

/** A path without a route for this method: the same page with a slash, a 405, or nothing there. */
function withoutRoute(site: Site, request: IncomingMessage, visit: Visit, path: string): Answer {
  const { method = '', url = '' } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  const slashed = isRead ? slashedPath(site.routes, path) : undefined;
  if (slashed !== undefined) return { ...redirect(slashed + url.slice(path.length)), status: 301 };

  const allow = site.assets.has(path) ? 'GET, HEAD' : allowedMethods(site.routes, path);
  if (allow === undefined || isRead) throw new Refusal('not-found', 'page.not-found', 'There is nothing at this address.');
  return methodAnswer(site.showRefusal, site.handling.world.log, { path, requestId: visit.requestId, method }, allow);
}

/** `100-continue` is answered when the body is wanted; nobody can expect anything else. */
function checkExpectation({ headers }: IncomingMessage): void {
  if (headers.expect === undefined || headers.expect.toLowerCase() === '100-continue') return;
  throw new Refusal('invalid', 'request.expectation', 'This server knows no such expectation. Leave the header "Expect" out.');
}

function checkParams(params: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const value of Object.values(params)) {
    if (value.includes('\0'))
      throw new Refusal('invalid', 'request.undecodable', 'The address is no valid text. Leave NUL characters out.');
  }
  return params;
}

function sendingOf(site: Site, { request, response, found }: Incoming, visit: Visit, madePre: Secret | undefined): Sending {
  const path = pathOf(request);
  const { site: kind } = site.handling.world.settings;
  const isPage = faceOf(path) === 'page';
  const protection: Protection = found?.route.link === true ? 'link' : 'page';
  return {
    site: kind,
    isHttps: site.isHttps,
    requestId: visit.requestId,
    protection: isPage ? protection : 'data',
    cookies: madePre === undefined ? [] : [{ name: 'pre', value: madePre }],
    hasCookie: isPage && Object.keys(readCookies(request.headers.cookie, kind)).length > 0,
    isLast: site.isStopping() || site.isWaiting(response),
  };
}

function visitOf(site: Site, request: IncomingMessage): Visit {
  const forwardedFor = request.headers['x-forwarded-for'];
  const hops = Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor;
  const address = clientAddress(request.socket.remoteAddress, hops, site.isTrusted);
  return {
    address,
    network: networkOf(address),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH),
    requestId: toHex(site.handling.world.random.bytes(8)),
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

/** The client went away: its right, and nothing to note. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
