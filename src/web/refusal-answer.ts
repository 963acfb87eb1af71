import { Refusal, type RefusalKind } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import type { Log } from '../world.ts';
import { type Answer, htmlAnswer, jsonAnswer, redirect, textAnswer } from './answer.ts';
import { faceOf } from './face.ts';
import { safeNext } from './safe-redirect.ts';

const STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  'not-signed-in': 401,
  forbidden: 403,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
};

/** Refusals of the HTTP surface that have a status of their own. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'request.method': 405,
  'request.address-too-long': 414,
  'request.expectation': 417,
  'request.wrong-host': 421,
  'request.too-many-headers': 431,
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
  /** Path and query of a page that was asked for, to come back to after signing in. */
  readonly target?: string | undefined;
}

/** The answer to whatever a handler threw: a refusal's own sentence, or for a bug a bare 500 with the request's id. */
export function refusalAnswer(showRefusal: ShowRefusal, log: Log, request: RefusedRequest, error: unknown): Answer {
  const { path, requestId } = request;
  const refusal = asRefusal(error);
  const status = refusal === undefined ? 500 : (STATUS_OF_CODE[refusal.code] ?? STATUS[refusal.kind]);
  if (status >= 500) log.error('a request failed', error, { request: requestId, path });
  if (status === 401 && faceOf(path) === 'page')
    return redirect(paths.login(request.target === undefined ? undefined : safeNext(request.target)));

  const message =
    refusal?.message ?? 'Something went wrong here, and nothing of it was your doing. It has been noted; try again in a minute.';
  const retryAfterSeconds = refusal?.retryAfterSeconds;
  const view = { status, message, code: refusal?.code ?? 'site.failed', retryAfterSeconds, requestId, path };
  return withHeaders(faced(showRefusal, log, view), {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    // Pages know only sessions; a browser that remembers Basic would send it along from other sites (I3).
    ...(status === 401 && { 'www-authenticate': 'Basic realm="Keyhouse", charset="UTF-8"' }),
  });
}

/** The 405 of a path that exists: says what it does answer. */
export function methodAnswer(
  showRefusal: ShowRefusal,
  log: Log,
  request: RefusedRequest & { readonly method: string },
  allow: string,
): Answer {
  const refusal = new Refusal('invalid', 'request.method', `This address answers ${allow}, not ${request.method}.`);
  return withHeaders(refusalAnswer(showRefusal, log, request, refusal), { allow });
}

function faced(showRefusal: ShowRefusal, log: Log, view: RefusalView): Answer {
  const { status, message } = view;
  const face = faceOf(view.path);
  if (face === 'json')
    return jsonAnswer(`${JSON.stringify({ message: status === 404 ? 'Not Found' : message, code: view.code })}\n`, { status });
  if (face === 'client') return textAnswer(`${message}\n`, { status, reason: message });
  try {
    return htmlAnswer(showRefusal(view), { status });
  } catch (error) {
    log.error('the page about a refusal failed', error, { request: view.requestId });
    return textAnswer(`${message}\n`, { status });
  }
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  // The router's own refusals of malformed addresses and content types.
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return new Refusal('invalid', 'request.malformed', 'This request is malformed. Send it again with your browser or tool.', {
    cause: error,
  });
}
