import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { CacheRule } from './answer.ts';
import { cacheControl } from './cache-control.ts';
import { type Protection, securityHeaders } from './security-headers.ts';

/** An answer that is ready to be sent: the header list is complete, names and values in turn. */
export interface PreparedPage {
  readonly headers: readonly string[];
  /** The same as text, with the status line; what belongs to one connection is missing. */
  readonly head: string;
  readonly body: Uint8Array;
}

/** Sends a prepared page as the answer to a GET. */
export type SendPrepared = (response: ServerResponse, page: PreparedPage) => void;

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
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { headers: Object.entries(headers).flat(), head: `HTTP/1.1 200 OK\r\n${lines.join('')}`, body: page.body };
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
] as const;

/** Answers a request at once when it can; false sends it the long way. */
export type Front = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface FrontOptions {
  readonly publicHost: string;
  readonly isHttps: boolean;
  readonly prepared: PreparedPages;
  readonly assets: Assets;
  readonly send: SendPrepared;
}

/** What answers in front of the router: no query, no promise, no limit, only a look into memory. */
export function makeFront({ publicHost, isHttps, prepared, assets, send }: FrontOptions): Front {
  return (request, response) => {
    const { method, url = '', headers } = request;
    // Other hosts, and a proxy that was asked by plain http, have rules of their own.
    if (headers.host !== publicHost || (isHttps && headers['x-forwarded-proto'] === 'http')) return false;
    const asset = method === 'GET' || method === 'HEAD' ? assets.get(url) : undefined;
    const page = asset ?? (isPlainGet(request) ? prepared(url, headers.accept) : undefined);
    if (page === undefined) return false;

    if (method === 'GET') {
      send(response, page);
      return true;
    }
    // Raw pairs, as writeHead takes them; its type asks for a list that may change.
    response.writeHead(200, page.headers as string[]);
    response.end();
    return true;
  };
}

/** Whether a request asks for nothing but the page itself. */
function isPlainGet(request: IncomingMessage): boolean {
  if (request.method !== 'GET') return false;
  for (const name of SPECIAL_HEADERS) if (request.headers[name] !== undefined) return false;
  return true;
}
