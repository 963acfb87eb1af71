import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SiteKind } from '../settings/settings.ts';
import type { StoredBytes } from '../world.ts';
import type { Answer, CookieChange } from './answer.ts';
import { type Audience, cacheControl } from './cache-control.ts';
import { setCookieHeader } from './cookies.ts';
import { type Protection, securityHeaders } from './security-headers.ts';

export interface Sending {
  readonly site: SiteKind;
  readonly isHttps: boolean;
  readonly requestId: string;
  readonly protection: Protection;
  /** Cookies beside the answer's own: the visitor's, made for a form. */
  readonly cookies: readonly CookieChange[];
  readonly hasCookie: boolean;
  /** No further request is read from this connection: the client still waits to send its body, or the server is stopping. */
  readonly isLast: boolean;
}

type Headers = Record<string, string | string[]>;

/** Writes an answer with everything that every answer carries. A client that goes away ends its stream, nothing else. */
export async function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer, sending: Sending): Promise<void> {
  if (answer.reason !== undefined) response.statusMessage = safeReason(answer.reason);
  await write(request, response, answer, headersOf(request, answer, sending));

  // What is left of a body that nobody wanted: read and thrown away, so that the client gets to read the refusal. Closing at once
  // would reset the connection while it still sends.
  if (!request.complete) request.resume();
}

function headersOf(request: IncomingMessage, answer: Answer, sending: Sending): Headers {
  const cookies = [...(answer.cookies ?? []), ...sending.cookies];
  const rule = answer.cache ?? 'private';
  const audience = audienceOf(request, sending.hasCookie || cookies.length > 0);
  return {
    ...(answer.contentType !== undefined && { 'content-type': answer.contentType }),
    'cache-control': cacheControl(rule, audience),
    // A shared cache that kept a visitor's page must not give it to somebody who is signed in.
    ...(rule === 'page' && { vary: 'Cookie' }),
    'x-request-id': sending.requestId,
    ...answer.headers,
    ...securityHeaders(sending.protection, sending.isHttps),
    ...(cookies.length > 0 && { 'set-cookie': cookies.map((cookie) => setCookieHeader(sending.site, cookie)) }),
    ...(sending.isLast && { connection: 'close' }),
  };
}

async function write(request: IncomingMessage, response: ServerResponse, answer: Answer, headers: Headers): Promise<void> {
  const { body, status } = answer;
  const isBodiless = request.method === 'HEAD' || status === 304 || status === 204;
  if (typeof body === 'object' && !(body instanceof Uint8Array)) {
    response.writeHead(status, headers);
    await (isBodiless ? drop(body) : sendOn(body, response));
    response.end();
    return;
  }

  const bytes = body === undefined ? undefined : Buffer.from(body);
  if (status !== 304 && status !== 204) headers['content-length'] ??= String(bytes?.length ?? 0);
  response.writeHead(status, headers);
  response.end(isBodiless ? undefined : bytes);
}

/**
 * The client may go away at any time: then the file is closed. A file that breaks off ends the connection, so that the client sees
 * that something is missing.
 */
async function sendOn(body: Readable | StoredBytes, response: ServerResponse): Promise<void> {
  if (body instanceof Readable) await pipeline(body, response, { end: false });
  else await body.sendTo(response);
}

async function drop(body: Readable | StoredBytes): Promise<void> {
  if (body instanceof Readable) body.destroy();
  else await body.close();
}

function audienceOf(request: IncomingMessage, hasCookie: boolean): Audience {
  if (hasCookie) return 'cookie';
  return request.headers.authorization === undefined ? 'nobody' : 'tool';
}

/** What fits into a status line: no line end, nothing beyond Latin-1. */
function safeReason(text: string): string {
  return text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?').slice(0, 400);
}
