/** How a path speaks: `page` HTML to people, `client` one line of text to installers and uploaders, `json` to API clients. */
export type Face = 'page' | 'client' | 'json';

const CLIENT_PREFIXES = ['/simple', '/packages', '/legacy', '/_health', '/_metrics', '/assets'] as const;
const JSON_PREFIXES = ['/pypi', '/_/oidc'] as const;

/** By the path alone, so that a refusal before routing speaks the right language too. */
export function faceOf(path: string): Face {
  if (JSON_PREFIXES.some((prefix) => isBelow(path, prefix))) return 'json';
  return CLIENT_PREFIXES.some((prefix) => isBelow(path, prefix)) ? 'client' : 'page';
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
