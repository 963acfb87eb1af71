import type { Route } from './route.ts';

const WHO = new Set(['anyone', 'account', 'member', 'publisher', 'operator', 'half', 'pending', 'token']);
const LIMITS = new Set(['page', 'form', 'sign-in', 'register', 'mail', 'upload', 'index', 'search']);
const FRESH = new Set(['none', 'action', 'factors']);

/**
 * Checks that every route says who may call it, its CSRF rule, its limit and its freshness (law 5): without that nothing starts.
 *
 * @throws Error naming the route
 */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    if (seen.has(name)) throw new Error(`route ${name} is there twice`);
    seen.add(name);
    if (!WHO.has(route.who)) throw new Error(`route ${name} does not say who may call it`);
    if (!LIMITS.has(route.limit)) throw new Error(`route ${name} declares no limit`);
    if (!FRESH.has(route.fresh)) throw new Error(`route ${name} does not say how fresh the sign-in must be`);
    if (route.method === 'POST' && route.csrf !== 'form' && route.csrf !== 'token') throw new Error(`route ${name} declares no CSRF rule`);
    if (route.method === 'POST' && route.csrf === 'token' && route.who !== 'token') throw new Error(`route ${name} takes cookies and checks no form token`);
  }
}

/** The methods that a path knows, for `Allow`. */
export function allowedMethods(routes: readonly Route[], path: string): string | undefined {
  const methods = new Set<string>();
  for (const route of routes) {
    if (!matches(route.path, path)) continue;
    if (route.method === 'GET') methods.add('GET').add('HEAD');
    else methods.add('POST');
  }
  return methods.size === 0 ? undefined : [...methods].join(', ');
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]));
}

/** `docs/routes.md`: every route with what it declares, generated. */
export function renderRouteTable(routes: readonly Route[]): string {
  const rows = [...routes]
    .sort((a, b) => (a.path === b.path ? a.method.localeCompare(b.method) : a.path < b.path ? -1 : 1))
    .map((route) => `| ${route.method} | \`${route.path}\` | ${route.who} | ${route.csrf} | ${route.fresh} | ${route.limit} |`);
  return ['| method | path | who | CSRF | freshness | limit |', '| --- | --- | --- | --- | --- | --- |', ...rows, ''].join('\n');
}
