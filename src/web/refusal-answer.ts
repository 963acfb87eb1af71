import { Refusal, type RefusalKind } from '../base/refusal.ts';
import type { Log } from '../world.ts';
import { type Answer, htmlAnswer, jsonAnswer, textAnswer } from './answer.ts';
import { faceOf } from './face.ts';

const STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  'not-signed-in': 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
};

/** What a page about a refusal shows. */
export interface RefusalView {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly path: string;
  readonly retryAfterSeconds: number | undefined;
}

/** Draws the page about a refusal. Declared here, built on `layout/`, passed by `app.ts`. */
export type ShowRefusal = (view: RefusalView) => string;

export interface RefusedRequest {
  readonly path: string;
  readonly requestId: string;
}

/** The answer to whatever a handler threw: a refusal's own sentence, or for a bug a bare 500 with the request's id. */
export function refusalAnswer(showRefusal: ShowRefusal, log: Log, request: RefusedRequest, error: unknown): Answer {
  const refusal = asRefusal(error);
  const status = refusal === undefined ? 500 : STATUS[refusal.kind];
  if (status >= 500) log.error('a request failed', error, { request: request.requestId, path: request.path });
  const message = refusal?.message ?? 'Something went wrong here, and nothing of it was your doing. It has been noted; try again in a minute.';
  const view: RefusalView = {
    ...{ status, message, code: refusal?.code ?? 'site.failed', retryAfterSeconds: refusal?.retryAfterSeconds },
    ...{ requestId: request.requestId, path: request.path },
  };
  return { ...faced(showRefusal, view), ...(view.retryAfterSeconds !== undefined && { headers: { 'retry-after': String(view.retryAfterSeconds) } }) };
}

function faced(showRefusal: ShowRefusal, view: RefusalView): Answer {
  const { status, message } = view;
  const face = faceOf(view.path);
  if (face === 'json') return jsonAnswer(`${JSON.stringify({ message: status === 404 ? 'Not Found' : message, code: view.code })}\n`, { status });
  if (face === 'client') return textAnswer(`${message}\n`, { status, reason: message });
  return htmlAnswer(showRefusal(view), { status });
}

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  // node:http and Fastify's own refusals of malformed requests.
  const status = (error as { statusCode?: number }).statusCode;
  if (status !== undefined && status >= 400 && status < 500) return new Refusal('invalid', 'request.malformed', 'This request is malformed. Send it again with your browser or tool.', { cause: error });
  return undefined;
}
