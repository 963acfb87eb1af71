import type { Freshness, Recovering, Route, RouteLimit, SettingUp, Who } from './route.ts';

const WHO: ReadonlySet<Who> = new Set(['anyone', 'account', 'member', 'publisher', 'operator', 'half', 'held', 'pending', 'token']);
const LIMITS: ReadonlySet<RouteLimit> = new Set(['page', 'form', 'sign-in', 'register', 'mail', 'upload', 'index', 'search']);
const FRESH: ReadonlySet<Freshness> = new Set(['none', 'action', 'factors']);
const RECOVERING: ReadonlySet<Recovering> = new Set(['no', 'always', 'mailbox']);
const SETTING_UP: ReadonlySet<SettingUp> = new Set(['no', 'always', 'mailbox']);
const SIGNED_IN: ReadonlySet<Who> = new Set(['account', 'member', 'publisher', 'operator']);
const PATH = /^\/(?:(?::[a-z][A-Za-z0-9]*|[A-Za-z0-9._-]+)\/)*(?::[a-z][A-Za-z0-9]*|[A-Za-z0-9._-]+)?$/;

/**
 * Checks that every route says who may call it, its CSRF rule, its limit and its freshness (law 5): without that nothing starts.
 *
 * @throws Error naming the route
 */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const route of routes) {
    const problem = problemOf(route) ?? (seen.has(shapeOf(route)) ? 'is there twice' : undefined);
    if (problem !== undefined) throw new Error(`route ${route.method} ${route.path} ${problem}`);
    seen.add(shapeOf(route));
  }
}

/** Two routes whose paths differ only in the names of their parts are the same. */
function shapeOf(route: Route): string {
  return `${route.method} ${route.path.replace(/:[A-Za-z0-9]+/g, ':')}`;
}

function problemOf(route: Route): string | undefined {
  if (!PATH.test(route.path)) return 'has no path such as /project/:name/';
  if (!WHO.has(route.who)) return 'does not say who may call it';
  if (!LIMITS.has(route.limit)) return 'declares no limit';
  if (!FRESH.has(route.fresh)) return 'does not say how fresh the sign-in must be';
  if (!RECOVERING.has(route.recovering)) return 'does not say what a session with a recovery code may do';
  if (route.recovering !== 'no' && route.who !== 'account' && route.who !== 'member') return 'is not for sessions with a recovery code';
  if (!SETTING_UP.has(route.settingUp)) return 'does not say what an account reaches that lacks what a policy asks of it';
  if (route.settingUp !== 'no' && route.who !== 'account' && route.who !== 'member') return 'is not for accounts that lack a factor';
  if (route.fresh !== 'none' && !SIGNED_IN.has(route.who)) return 'asks visitors for a fresh sign-in';
  return route.method === 'GET' ? problemOfGet(route) : problemOfPost(route);
}

function problemOfGet(route: Route): string | undefined {
  if (route.body !== 'none' || route.csrf !== 'not needed') return 'is looked at and takes no body';
  return undefined;
}

function problemOfPost(route: Route): string | undefined {
  if (route.method !== 'POST') return 'is neither GET nor POST';
  if (route.csrf !== 'form' && route.csrf !== 'token') return 'declares no CSRF rule';
  if (route.body !== 'form' && route.body !== 'stream') return 'does not say what body it takes';
  if (route.link) return 'cannot be where a mailed link leads: only a GET can';
  if ((route.csrf === 'token') !== (route.who === 'token')) return 'takes cookies and checks no form token, or the other way round';
  if (route.csrf === 'form' && route.body === 'stream') return 'would run before the token of its form is read';
  return undefined;
}

/** The methods that a path knows, for `Allow`. */
export function allowedMethods(routes: readonly Route[], path: string): string | undefined {
  const methods = new Set(routes.filter((route) => matches(route.path, path)).map((route) => route.method));
  if (methods.size === 0) return undefined;
  return [...(methods.has('GET') ? ['GET', 'HEAD'] : []), ...(methods.has('POST') ? ['POST'] : [])].join(', ');
}

/** The path with a slash at its end, when that is a page and the path without it is nothing. */
export function slashedPath(routes: readonly Route[], path: string): string | undefined {
  if (path.endsWith('/') || allowedMethods(routes, path) !== undefined) return undefined;
  return allowedMethods(routes, `${path}/`)?.startsWith('GET') === true ? `${path}/` : undefined;
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  return (
    parts.length === given.length && parts.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}

/** `docs/routes.md`: every route with what it declares, generated. */
export function renderRouteTable(routes: readonly Route[]): string {
  const rows = routes
    .toSorted((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
    .map(
      (route) =>
        `| ${route.method} | \`${route.path}\` | ${route.who} | ${route.csrf} | ${route.fresh} | ${lookingOf(route)} | ${settingUpOf(route)} | ${route.limit} |`,
    );
  return [
    '| method | path | who | CSRF | freshness | recovery code | setting up | limit |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** What a session does here that a recovery code opened. */
function lookingOf({ recovering, who, method, fresh }: Route): string {
  if (recovering !== 'no') return recovering;
  if (who === 'account' || who === 'member') return method === 'GET' && fresh === 'none' ? 'looks' : 'no';
  return who === 'anyone' || who === 'token' ? 'as anyone' : 'no';
}

/** What an account reaches that a policy keeps to its set-up. */
function settingUpOf({ settingUp, who }: Route): string {
  return who === 'anyone' || who === 'token' ? 'as anyone' : settingUp;
}

/** By code units, the same everywhere. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
