import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerFactory } from 'fastify';
import { createMemoryLimits } from '../limits/memory-limit.ts';
import type { Reading, World } from '../world.ts';
import { answerRequest, type Incoming, type Site } from './answer-request.ts';
import type { FindCaller, KnowsDevice } from './caller.ts';
import { trustProxies } from './client-address.ts';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import { type Assets, makeFront, type PreparedPages } from './prepared.ts';
import type { ShowRefusal } from './refusal-answer.ts';
import type { Route } from './route.ts';
import { checkRoutes } from './route-table.ts';
import { sealCodeGeneration } from './seal-code-generation.ts';
import { makeSendPrepared } from './send-prepared.ts';

export interface ServerOptions {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly findCaller: FindCaller;
  /** Without it, every browser's sign-ins count for its network. */
  readonly knowsDevice?: KnowsDevice;
  readonly showRefusal: ShowRefusal;
  readonly prepared: PreparedPages;
  readonly assets: Assets;
  /** Seal `eval` and `new Function` once everything is compiled; tests that start many servers in one process leave it out. */
  readonly isSealed?: boolean;
  readonly limits?: Partial<HttpLimits>;
}

export interface RunningServer {
  readonly port: number;
  /** Stops taking connections, lets running requests end, for `limits.closeMs` at most. */
  close(): Promise<void>;
}

/**
 * Starts the server on the settings' host and port. The route table is the only way in (law 5).
 *
 * @throws Error when a route does not declare everything, when a proxy is no address, when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkRoutes(options.routes);
  const { settings } = options.world;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const state: State = { http: undefined, isStopping: false };
  const site = makeSite(options, state);
  const front = makeFront({
    publicHost: new URL(settings.url).host,
    isHttps: site.isHttps,
    prepared: options.prepared,
    assets: options.assets,
    send: makeSendPrepared({ now: () => options.world.clock.now(), keepAliveTimeoutMs: limits.keepAliveTimeoutMs }),
  });

  const app = makeApp((listener) => {
    state.http = createHttpServer({ limits, isHttps: site.isHttps, isTrusted: site.isTrusted, front }, listener);
    return state.http.server;
  }, site);
  registerRoutes(app, site);
  const listening: Promise<string> = app.listen({ host: settings.listenHost, port: settings.listenPort });
  await listening;
  if (options.isSealed) sealCodeGeneration();

  return { port: (app.server.address() as AddressInfo).port, close: () => stop(app, state, limits.closeMs) };
}

interface State {
  http: HttpServer | undefined;
  isStopping: boolean;
}

function makeSite(options: ServerOptions, state: State): Site {
  const { world } = options;
  return {
    handling: {
      world,
      reading: readingOf(world),
      findCaller: options.findCaller,
      knowsDevice: options.knowsDevice ?? (async () => false),
      spendMemoryLimit: createMemoryLimits(),
      wantBody: (response) => state.http?.waiting.wantBody(response),
    },
    routes: options.routes,
    assets: options.assets,
    showRefusal: options.showRefusal,
    isHttps: world.settings.url.startsWith('https:'),
    isTrusted: trustProxies(world.settings.trustedProxies),
    isStopping: () => state.isStopping,
    isWaiting: (response) => state.http?.waiting.has(response) ?? false,
  };
}

function makeApp(serverFactory: FastifyServerFactory<Server>, site: Site): FastifyInstance {
  return Fastify({
    serverFactory,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    // While it stops, requests on open connections are still answered, each with `connection: close`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 400, ignoreTrailingSlash: false, caseSensitive: true },
    frameworkErrors: (failure: unknown, request: FastifyRequest, reply: FastifyReply) => take(site, request, reply, { failure }),
  });
}

function registerRoutes(app: FastifyInstance, site: Site): void {
  // Bodies are read by our own handlers alone.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  for (const route of site.routes) {
    app.route({
      method: route.method === 'GET' ? ['GET', 'HEAD'] : ['POST'],
      url: route.path,
      exposeHeadRoute: false,
      handler: (request, reply) => take(site, request, reply, { found: { route, params: request.params as Record<string, string> } }),
    });
  }
  app.setNotFoundHandler((request, reply) => take(site, request, reply, {}));
  app.setErrorHandler((failure, request, reply) => take(site, request, reply, { failure }));
}

/** From here on the router has nothing to do with the answer. */
function take(site: Site, request: FastifyRequest, reply: FastifyReply, more: Omit<Incoming, 'request' | 'response'>): Promise<void> {
  reply.hijack();
  return answerRequest(site, { request: request.raw, response: reply.raw, ...more });
}

async function stop(app: FastifyInstance, state: State, closeMs: number): Promise<void> {
  state.isStopping = true;
  const cut = setTimeout(() => app.server.closeAllConnections(), closeMs);
  state.http?.closeQuiet();
  await app.close();
  clearTimeout(cut);
}

/** Only the reading parts: nothing in it can change a row (law 9). */
function readingOf(world: World): Reading {
  const { clock, settings, keys, read, seen, log, mailMode } = world;
  return { clock, settings, keys, read, files: { open: (sha256, range) => world.files.open(sha256, range) }, seen, log, mailMode };
}
