import type { IncomingMessage, ServerResponse } from 'node:http';
import { Secret } from '../base/secret.ts';
import { newSecret } from '../crypto/reference.ts';
import type { SpendMemoryLimit } from '../limits/memory-limit.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { Reading, World } from '../world.ts';
import { type Answer, redirect } from './answer.ts';
import type { Caller, CookieSecrets, FindCaller, KnowsDevice } from './caller.ts';
import { readCookies } from './cookies.ts';
import { checkCsrfToken, checkNoBrowser, checkNotEmbedded, checkOrigin, csrfCookie, makeCsrfToken } from './csrf.ts';
import { faceOf } from './face.ts';
import { guard } from './guards.ts';
import { parseParameters } from './parameters.ts';
import { readForm } from './read-form.ts';
import type { FormRequest, PageRequest, Route, StreamRequest } from './route.ts';
import type { Visit } from './visit.ts';

export interface Handling {
  readonly world: World;
  readonly reading: Reading;
  readonly findCaller: FindCaller;
  readonly knowsDevice: KnowsDevice;
  readonly spendMemoryLimit: SpendMemoryLimit;
  /** Says `100 Continue`, once, when this client waits for it. */
  readonly wantBody: (response: ServerResponse) => void;
}

export interface Raw {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly params: Readonly<Record<string, string>>;
  readonly visit: Visit;
}

/** What the sender needs to know besides the answer. */
export interface Handled {
  readonly answer: Answer;
  /** Made for a visitor's form on the answered page. */
  readonly madePre: Secret | undefined;
}

const VISITOR: Caller = { kind: 'visitor' };

/** One request through its route: origin, limit, caller, who, freshness, token of the form, then the handler. */
export async function handleRequest(handling: Handling, route: Route, raw: Raw): Promise<Handled> {
  const { world } = handling;
  const { headers, method = 'GET', url = '/' } = raw.request;
  const [path = '/', queryText = ''] = splitTarget(url);
  const usesCookies = route.who !== 'token' && faceOf(path) === 'page';
  const cookies = usesCookies ? readCookies(headers.cookie, world.settings.site) : {};
  // First: a page of another site must not use up the limits of those who look at it.
  checkSite(route, headers, world);
  await spendRouteLimit(handling, route, raw.visit, cookies);
  const query = parseParameters(queryText);
  const token = query.get('token');
  if (route.link && token !== undefined) return { answer: intoCookie(path, token), madePre: undefined };

  const caller = usesCookies ? await handling.findCaller(cookies, raw.visit) : VISITOR;
  const held = guard({ route, caller, target: url, referer: headers.referer, now: world.clock.now() });
  if (held !== undefined) return { answer: held, madePre: undefined };

  const made: { pre?: Secret } = {};
  const page = pageRequest(world, raw, { path, query, method, cookies, caller, made });
  const answer = await callHandler(handling, route, raw, page);
  return { answer, madePre: made.pre };
}

async function spendRouteLimit(handling: Handling, route: Route, visit: Visit, { device }: CookieSecrets): Promise<void> {
  const { limit } = route;
  if (limit === 'page' || limit === 'index' || limit === 'search') {
    handling.spendMemoryLimit(limit, visit.network, handling.world.clock.now());
    return;
  }
  // Junk sign-ins from a network must not keep a browser out that an account knows (B15): it counts for itself.
  if (limit === 'sign-in' && device !== undefined && (await handling.knowsDevice(device))) {
    await spendLimit(handling.world, 'sign-in-browser', device.reveal());
    return;
  }
  await spendLimit(handling.world, limit, visit.network);
  // After the network's own, so that no network alone uses the site's up.
  if (limit === 'sign-in') await spendLimit(handling.world, 'sign-in-site', '');
}

/** Without the query the address tells nobody the token; a text that is no token of ours sets nothing. */
function intoCookie(path: string, token: string): Answer {
  const isToken = /^[A-Za-z0-9_-]{43}$/.test(token);
  return redirect(path, isToken ? { cookies: [{ name: 'link', value: new Secret(token), maxAgeSeconds: 600 }] } : {});
}

function checkSite(route: Route, headers: IncomingMessage['headers'], world: World): void {
  if (route.method === 'GET') {
    if (route.who !== 'anyone') checkNotEmbedded(headers);
    return;
  }
  if (route.csrf === 'form') checkOrigin(headers, world.settings.url);
  else checkNoBrowser(headers, world.settings.url);
}

interface Known {
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly method: string;
  readonly cookies: CookieSecrets;
  readonly caller: Caller;
  readonly made: { pre?: Secret };
}

function pageRequest(world: World, raw: Raw, known: Known): PageRequest {
  const { path, query, method, cookies, caller, made } = known;
  return {
    ...{ method, path, query, cookies, params: raw.params, visit: raw.visit },
    caller: caller as PageRequest['caller'],
    headers: headersFor(path, raw.request),
    // Made when a page asks for it, so that merely looking sets no cookie.
    get csrfToken() {
      const name = csrfCookie(caller);
      const cookie = cookies[name] ?? made.pre ?? newSecret(world.random);
      if (name === 'pre' && cookies.pre === undefined) made.pre = cookie;
      return makeCsrfToken(world.keys, name, cookie);
    },
  };
}

/** Cookies come as `cookies`; pages know only sessions, so a remembered `Authorization` does not reach them (I3). */
function headersFor(path: string, request: IncomingMessage): PageRequest['headers'] {
  const { cookie: _cookie, authorization, ...others } = request.headers;
  const shown = faceOf(path) === 'page' ? others : { ...others, ...(authorization !== undefined && { authorization }) };
  return shown as PageRequest['headers'];
}

async function callHandler(handling: Handling, route: Route, raw: Raw, page: PageRequest): Promise<Answer> {
  const { world, reading } = handling;
  if (route.method === 'GET') return route.handle(page as never, reading as never);
  const wantBody = (): void => handling.wantBody(raw.response);
  if (route.body === 'stream') {
    const stream: StreamRequest = Object.assign(Object.create(page) as PageRequest, { body: raw.request, wantBody });
    return route.handle(stream as never, world as never);
  }
  wantBody();
  const fields = await readForm(raw.request);
  if (route.csrf === 'form') checkCsrfToken(world.keys, page.caller as Caller, page.cookies, fields.get('csrf_token'));
  const field = (name: string): string => (name === 'csrf_token' ? '' : (fields.get(name) ?? ''));
  const form: FormRequest = Object.assign(Object.create(page) as PageRequest, { field });
  return route.handle(form as never, world as never);
}

function splitTarget(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
