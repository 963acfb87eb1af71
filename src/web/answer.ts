import type { Readable } from 'node:stream';
import type { Secret } from '../base/secret.ts';
import type { StoredBytes } from '../world.ts';
import type { CookieName } from './caller.ts';

export interface CookieChange {
  readonly name: CookieName;
  /** Undefined deletes it. */
  readonly value: Secret | undefined;
  /** Browser-session cookie when absent. */
  readonly maxAgeSeconds?: number;
}

/**
 * `private`: no-store, the default; `page`: public page, revalidated (visitors only); `index`: 10 minutes, public;
 * `immutable`: a year. Answers to signed-in callers are never stored, whatever is asked for.
 */
export type CacheRule = 'private' | 'page' | 'index' | 'immutable';

/** What a handler returns; `web/` adds security headers, the request id and cookies' attributes. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string | Uint8Array | Readable | StoredBytes;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly CookieChange[];
  readonly cache?: CacheRule;
  /** Text of the status line, as twine prints it; unsafe characters are replaced. */
  readonly reason?: string;
}

/** A whole HTML document. */
export function htmlAnswer(html: string, more: Omit<Answer, 'body' | 'contentType' | 'status'> & { status?: number } = {}): Answer {
  return { status: 200, ...more, contentType: 'text/html; charset=utf-8', body: html };
}

/** 303 to a path of this site. */
export function redirect(path: string, more: Pick<Answer, 'cookies' | 'headers'> = {}): Answer {
  return { status: 303, headers: { ...more.headers, location: path }, ...(more.cookies && { cookies: more.cookies }) };
}

export function textAnswer(text: string, more: Omit<Answer, 'body' | 'contentType' | 'status'> & { status?: number } = {}): Answer {
  return { status: 200, ...more, contentType: 'text/plain; charset=utf-8', body: text };
}

export function jsonAnswer(
  json: string,
  more: Omit<Answer, 'body' | 'contentType' | 'status'> & { status?: number; contentType?: string } = {},
): Answer {
  return { status: 200, contentType: 'application/json', ...more, body: json };
}
