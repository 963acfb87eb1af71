import type { Readable } from 'node:stream';
import type { Reading, World } from '../world.ts';
import type { Answer } from './answer.ts';
import type { AccountCaller, Caller, CookieSecrets, HalfCaller, HeldCaller, PendingCaller } from './caller.ts';
import type { Visit } from './visit.ts';

/**
 * Who may call. `anyone` sees a caller of any kind; `account` a full session, also without a second factor or a confirmed
 * address (settings pages explain what is missing); `member` a full session whose account has a confirmed primary address
 * (enrolling a factor); `publisher` that and a second factor (tokens, projects); `operator` an operator with a second factor;
 * `half`, `held` and `pending` exactly these; `token` no cookie at all: the handler authenticates the `Authorization` header.
 */
export type Who = 'anyone' | 'account' | 'member' | 'publisher' | 'operator' | 'half' | 'held' | 'pending' | 'token';

export interface CallerOf {
  readonly anyone: Caller;
  readonly account: AccountCaller;
  readonly member: AccountCaller;
  readonly publisher: AccountCaller;
  readonly operator: AccountCaller;
  readonly half: HalfCaller;
  readonly held: HeldCaller;
  readonly pending: PendingCaller;
  readonly token: { readonly kind: 'visitor' };
}

/** `form`: hidden `csrf_token` bound to the cookie, and Origin or Sec-Fetch-Site of this site; `token`: no cookie counts here. */
export type CsrfRule = 'form' | 'token';

/** How long ago the person must have shown all factors: `none`, `action` 15 minutes, `factors` 5 minutes (design 6). */
export type Freshness = 'none' | 'action' | 'factors';

/**
 * What a session that a recovery code opened may do here beyond looking (B8): nothing, unless the route says `always`, or `mailbox`:
 * within a quarter of an hour after it confirmed the account's mailbox, in place of a fresh sign-in.
 */
export type Recovering = 'no' | 'always' | 'mailbox';

/**
 * What a session reaches here whose account lacks what a policy asks of it (model row 17): nothing, unless the route says `always`,
 * or `mailbox`: within a quarter of an hour after it confirmed the account's mailbox.
 */
export type SettingUp = 'no' | 'always' | 'mailbox';

/** Limits per network that `web/` spends before the handler runs; finer ones are spent by use cases. See `limits/limits.ts`. */
export type RouteLimit = 'page' | 'form' | 'sign-in' | 'register' | 'mail' | 'upload' | 'index' | 'search';

export interface PageRequest<W extends Who = Who> {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** First and only value of each parameter; repeated ones were refused with 400. */
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly caller: CallerOf[W];
  readonly visit: Visit;
  readonly cookies: CookieSecrets;
  /** The value of the hidden field `csrf_token` for forms on the answered page. */
  readonly csrfToken: string;
}

export interface FormRequest<W extends Who = Who> extends PageRequest<W> {
  /** Fields of the posted form, first and only value each, without `csrf_token`; absent ones are the empty string. */
  field(name: string): string;
}

/** A request whose body is not read yet: upload. */
export interface StreamRequest<W extends Who = Who> extends PageRequest<W> {
  readonly body: Readable;
  /** Says `100 Continue` when the client waits for it; call it once the body is wanted. */
  wantBody(): void;
}

export interface RouteRules<W extends Who> {
  readonly who: W;
  readonly limit: RouteLimit;
  readonly recovering?: Recovering;
  readonly settingUp?: SettingUp;
}

export interface PostRules<W extends Who> extends RouteRules<W> {
  readonly csrf: CsrfRule;
  readonly fresh: Freshness;
}

export interface GetRules<W extends Who> extends RouteRules<W> {
  readonly fresh?: Freshness;
  /** A mailed link leads here: `?token=` moves into the `link` cookie and out of the URL before the handler runs (A4). */
  readonly link?: boolean;
}

/** One row of the route table, the only way to register a handler (law 5). Made by `get`, `post` and `postStream`. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/project/:name/`: a `:part` matches one segment. */
  readonly path: string;
  readonly who: Who;
  readonly csrf: CsrfRule | 'not needed';
  readonly fresh: Freshness;
  readonly limit: RouteLimit;
  readonly body: 'none' | 'form' | 'stream';
  readonly link: boolean;
  readonly recovering: Recovering;
  readonly settingUp: SettingUp;
  // A handler takes the request its `who` promises; the table forgets which, the server has checked it.
  readonly handle: (request: never, world: never) => Promise<Answer>;
}

/** A page to look at: gets a world in which nothing can be written (law 9). */
export function get<W extends Who>(
  path: string,
  rules: GetRules<W>,
  handle: (request: PageRequest<W>, reading: Reading) => Promise<Answer>,
): Route {
  return {
    method: 'GET',
    path,
    csrf: 'not needed',
    fresh: 'none',
    body: 'none',
    link: false,
    recovering: 'no',
    settingUp: 'no',
    ...rules,
    handle,
  };
}

/** A plain HTML form, urlencoded or multipart without files. */
export function post<W extends Who>(
  path: string,
  rules: PostRules<W>,
  handle: (request: FormRequest<W>, world: World) => Promise<Answer>,
): Route {
  return { method: 'POST', path, body: 'form', link: false, recovering: 'no', settingUp: 'no', ...rules, handle };
}

/** A body that the handler reads itself. */
export function postStream<W extends Who>(
  path: string,
  rules: PostRules<W>,
  handle: (request: StreamRequest<W>, world: World) => Promise<Answer>,
): Route {
  return { method: 'POST', path, body: 'stream', link: false, recovering: 'no', settingUp: 'no', ...rules, handle };
}
