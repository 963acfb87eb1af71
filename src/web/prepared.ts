import type { IncomingMessage } from 'node:http';
import type { CacheRule } from './answer.ts';
import { cacheControl } from './cache-control.ts';
import { type Protection, securityHeaders } from './security-headers.ts';

/** An answer that is ready to be sent: the header list is complete, names and values in turn. */
export interface PreparedPage {
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** Finds a prepared page for a path and an `Accept` header, without waiting; undefined sends the request to the routes. */
export type PreparedPages = (path: string, accept: string | undefined) => PreparedPage | undefined;

/** Files of the site itself (style sheet, scripts), by path: `/assets/<digest>/<file>`. */
export type Assets = ReadonlyMap<string, PreparedPage>;

export interface PageToPrepare {
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly cache: CacheRule;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly protection?: Protection;
}

/** Puts the headers of a page together once, so that answering it costs no more than writing it. */
export function preparePage(isHttps: boolean, page: PageToPrepare): PreparedPage {
  const headers: Record<string, string> = {
    'content-type': page.contentType,
    'content-length': String(page.body.length),
    'cache-control': cacheControl(page.cache, 'nobody'),
    ...page.headers,
    ...securityHeaders(page.protection ?? 'data', isHttps),
  };
  return { headers: Object.entries(headers).flat(), body: page.body };
}

// Any of these may change the answer; such requests take the long way.
const SPECIAL_HEADERS = [
  'authorization',
  'cookie',
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'range',
  'expect',
  'content-length',
  'transfer-encoding',
  'x-forwarded-host',
  'x-forwarded-proto',
] as const;

/** Whether a request asks for nothing but the page itself. */
export function isPlainGet(request: IncomingMessage): boolean {
  if (request.method !== 'GET') return false;
  for (const name of SPECIAL_HEADERS) if (request.headers[name] !== undefined) return false;
  return true;
}
