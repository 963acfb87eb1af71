import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SiteKind } from '../settings/settings.ts';
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
}

/** Writes an answer with everything that every answer carries. A client that goes away ends its stream, nothing else. */
export async function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer, sending: Sending): Promise<void> {
  const cookies = [...(answer.cookies ?? []), ...sending.cookies];
  const headers: Record<string, string | string[]> = {
    ...(answer.contentType !== undefined && { 'content-type': answer.contentType }),
    'cache-control': cacheControl(answer.cache ?? 'private', audienceOf(request, sending.hasCookie || cookies.length > 0)),
    'x-request-id': sending.requestId,
    ...answer.headers,
    ...securityHeaders(sending.protection, sending.isHttps),
    ...(cookies.length > 0 && { 'set-cookie': cookies.map((cookie) => setCookieHeader(sending.site, cookie)) }),
  };
  if (answer.reason !== undefined) response.statusMessage = safeReason(answer.reason);
  // Refused before the body was read: what is still on its way belongs to no further request.
  if (!request.complete && answer.status >= 400) headers['connection'] = 'close';
  await write(request, response, answer, headers);
}

async function write(request: IncomingMessage, response: ServerResponse, answer: Answer, headers: Record<string, string | string[]>): Promise<void> {
  const { body } = answer;
  if (body instanceof Readable) {
    response.writeHead(answer.status, headers);
    if (request.method === 'HEAD') {
      body.destroy();
      response.end();
      return;
    }
    // The client may go away at any time; `pipeline` then closes the file.
    await pipeline(body, response).catch(() => undefined);
    return;
  }
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const hasNoBody = answer.status === 304 || answer.status === 204;
  if (!hasNoBody) headers['content-length'] = headers['content-length'] ?? String(bytes?.length ?? 0);
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' || hasNoBody ? undefined : bytes);
}

function audienceOf(request: IncomingMessage, hasCookie: boolean): Audience {
  if (hasCookie) return 'cookie';
  return request.headers.authorization === undefined ? 'nobody' : 'tool';
}

/** What fits into a status line: no line end, nothing beyond Latin-1. */
function safeReason(text: string): string {
  return text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?').slice(0, 400);
}
