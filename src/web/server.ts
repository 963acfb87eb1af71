import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { createMemoryLimits } from '../limits/memory-limit.ts';
import type { Reading, World } from '../world.ts';
import type { Answer } from './answer.ts';
import type { FindCaller } from './caller.ts';
import { clientAddress, trustProxies } from './client-address.ts';
import { checkHost } from './check-host.ts';
import { faceOf } from './face.ts';
import { type Handling, handleRequest } from './handle-request.ts';
import { networkOf } from './network.ts';
import { type Assets, isPlainGet, type PreparedPages } from './prepared.ts';
import { refusalAnswer, type ShowRefusal } from './refusal-answer.ts';
import type { Route } from './route.ts';
import { allowedMethods, checkRoutes } from './route-table.ts';
import { sealCodeGeneration } from './seal-code-generation.ts';
import { type Protection, securityHeaders } from './security-headers.ts';
import { type Sending, sendAnswer } from './send-answer.ts';
import type { Visit } from './visit.ts';

export interface ServerOptions {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly findCaller: FindCaller;
  readonly showRefusal: ShowRefusal;
  readonly prepared: PreparedPages;
  readonly assets: Assets;
  /** Seal `eval` and `new Function` once everything is compiled; tests that start many servers in one process leave it out. */
  readonly isSealed?: boolean;
}

export interface RunningServer {
  readonly port: number;
  /** Stops taking connections, lets running requests end, for ten seconds at most. */
  close(): Promise<void>;
}

const CLOSE_MS = 10_000;

/** Starts the server on the settings' host and port. The route table is the only way in (law 5). */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkRoutes(options.routes);
  const site = new Site(options);
  const app = Fastify({
    logger: false,
    ignoreTrailingSlash: false,
    forceCloseConnections: false,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    maxParamLength: 400,
    serverFactory: (handler: Parameters<Site['listen']>[0]) => site.listen(handler),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => site.refuse(request, reply, error),
  } as never) as unknown as FastifyInstance;
  site.register(app);
  await app.listen({ host: options.world.settings.listenHost, port: options.world.settings.listenPort });
  if (options.isSealed) sealCodeGeneration();
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    async close() {
      const cut = setTimeout(() => (app.server as HttpServer).closeAllConnections(), CLOSE_MS);
      (app.server as HttpServer).closeIdleConnections();
      await app.close();
      clearTimeout(cut);
    },
  };
}

/** The running site: what all requests share. */
class Site {
  readonly #options: ServerOptions;
  readonly #handling: Handling;
  readonly #isHttps: boolean;
  readonly #isTrusted: ReturnType<typeof trustProxies>;
  readonly #waiting = new WeakSet<IncomingMessage>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#isHttps = options.world.settings.url.startsWith('https:');
    this.#isTrusted = trustProxies(options.world.settings.trustedProxies);
    this.#handling = {
      world: options.world,
      reading: readingOf(options.world),
      findCaller: options.findCaller,
      spendMemoryLimit: createMemoryLimits(),
      wantBody: (request, response) => {
        if (this.#waiting.delete(request)) response.writeContinue();
      },
    };
  }

  /** A server that answers prepared pages in front of the router. */
  listen(handler: (request: IncomingMessage, response: ServerResponse) => void): HttpServer {
    const { prepared, assets } = this.#options;
    const server = createServer({ maxHeaderSize: 16_384, headersTimeout: 15_000, requestTimeout: 1_200_000, keepAliveTimeout: 72_000, connectionsCheckingInterval: 5_000 }, (request, response) => {
      if (isPlainGet(request)) {
        const page = assets.get(request.url ?? '') ?? prepared(request.url ?? '', request.headers.accept);
        if (page !== undefined) {
          response.writeHead(200, page.headers as string[]);
          response.end(page.body);
          return;
        }
      }
      handler(request, response);
    });
    server.setTimeout(60_000);
    server.maxConnections = 4_000;
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      this.#waiting.add(request);
      handler(request, response);
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#refuseMalformed(error, socket));
    return server;
  }

  register(app: FastifyInstance): void {
    // Bodies are read by our own handlers alone.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const route of this.#options.routes) {
      const method = route.method === 'GET' ? ['GET', 'HEAD'] : ['POST'];
      app.route({ method, url: route.path, exposeHeadRoute: false, handler: (request, reply) => this.#answer(request, reply, route) });
    }
    app.setNotFoundHandler((request, reply) => this.#answer(request, reply, undefined));
    app.setErrorHandler((error, request, reply) => this.refuse(request, reply, error));
  }

  refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
    reply.hijack();
    const visit = this.#visitOf(request.raw);
    const path = request.url.split('?')[0] ?? '/';
    const answer = refusalAnswer(this.#options.showRefusal, this.#options.world.log, { path, requestId: visit.requestId }, error);
    void sendAnswer(request.raw, reply.raw, answer, this.#sending(request.raw, visit, path, undefined, undefined));
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, route: Route | undefined): Promise<void> {
    reply.hijack();
    const visit = this.#visitOf(request.raw);
    const path = (request.raw.url ?? '/').split('?')[0] ?? '/';
    let answer: Answer;
    let madePre: Secret | undefined;
    try {
      const elsewhere = checkHost(this.#options.world.settings, request.raw, path);
      if (elsewhere !== undefined) answer = elsewhere;
      else if (route === undefined) answer = this.#notFound(request.raw, path);
      else ({ answer, madePre } = await handleRequest(this.#handling, route, { request: request.raw, response: reply.raw, params: decoded(request.params), visit }));
    } catch (error) {
      answer = refusalAnswer(this.#options.showRefusal, this.#options.world.log, { path, requestId: visit.requestId }, error);
    }
    await sendAnswer(request.raw, reply.raw, answer, this.#sending(request.raw, visit, path, route, madePre)).catch((error: unknown) => {
      this.#options.world.log.error('an answer could not be sent', error, { request: visit.requestId });
      reply.raw.destroy();
    });
  }

  #notFound(request: IncomingMessage, path: string): Answer {
    const asset = this.#options.assets.get(path);
    if (asset !== undefined) return { status: 200, body: asset.body, headers: Object.fromEntries(pairs(asset.headers)), cache: 'immutable' };
    const allow = allowedMethods(this.#options.routes, path);
    if (allow === undefined) throw new Refusal('not-found', 'page.not-found', 'There is nothing at this address.');
    return { status: 405, headers: { allow }, contentType: 'text/plain; charset=utf-8', body: `This address answers ${allow}, not ${request.method ?? ''}.\n` };
  }

  #sending(request: IncomingMessage, visit: Visit, path: string, route: Route | undefined, madePre: Secret | undefined): Sending {
    const cookies = madePre === undefined ? [] : [{ name: 'pre', value: madePre } as const];
    const site = this.#options.world.settings.site;
    const hasCookie = faceOf(path) === 'page' && (request.headers.cookie ?? '').includes(site === 'test' ? '__Host-kht_' : '__Host-kh_');
    return { site, cookies, hasCookie, isHttps: this.#isHttps, requestId: visit.requestId, protection: protectionOf(path, route) };
  }

  #visitOf(request: IncomingMessage): Visit {
    const forwarded = request.headers['x-forwarded-for'];
    const address = clientAddress(request.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, this.#isTrusted);
    return {
      address,
      network: networkOf(address),
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 400),
      requestId: toHex(this.#options.world.random.bytes(8)),
    };
  }

  #refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
    const headers = Object.entries(securityHeaders('data', this.#isHttps)).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status}`, 'connection: close', 'cache-control: no-store', 'content-length: 0', ...headers, '', ''].join('\r\n'));
  }
}

/** Only the reading parts: nothing in it can change a row (law 9). */
function readingOf(world: World): Reading {
  const { clock, settings, keys, read, files, seen, log, mailMode } = world;
  return { clock, settings, keys, read, files: { open: files.open }, seen, log, mailMode };
}

function protectionOf(path: string, route: Route | undefined): Protection {
  if (faceOf(path) !== 'page') return 'data';
  return route?.link ? 'link' : 'page';
}

function decoded(params: unknown): Readonly<Record<string, string>> {
  const found = params as Record<string, string>;
  for (const value of Object.values(found)) if (value.includes('\0')) throw new Refusal('invalid', 'request.undecodable', 'The address is not valid text.');
  return found;
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as [string, string]] : []));
}
