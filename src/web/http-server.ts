import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { IsTrusted } from './client-address.ts';
import type { HttpLimits } from './http-limits.ts';
import { limitConnections } from './limit-connections.ts';
import type { Front } from './prepared.ts';
import { refuseMalformed } from './refuse-malformed.ts';
import { watchBody } from './watch-body.ts';

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Clients that sent `Expect: 100-continue` and wait to be told so before they send their body. */
export interface Waiting {
  readonly has: (response: ServerResponse) => boolean;
  /** Says `100 Continue`, once, when this client waits for it. */
  readonly wantBody: (response: ServerResponse) => void;
}

export interface HttpServerOptions {
  readonly limits: HttpLimits;
  readonly isHttps: boolean;
  readonly isTrusted: IsTrusted;
  readonly front: Front;
}

export interface HttpServer {
  readonly server: Server;
  readonly waiting: Waiting;
  /** Closes connections on which nothing is being answered. */
  readonly closeQuiet: () => void;
}

/** A server with limits on everything that a client can hold on to; prepared pages are answered in front of `listener`. */
export function createHttpServer(options: HttpServerOptions, listener: Listener): HttpServer {
  const { limits, front } = options;
  const waitingResponses = new WeakSet<ServerResponse>();
  const waiting: Waiting = {
    has: (response) => waitingResponses.has(response),
    wantBody: (response) => {
      if (waitingResponses.delete(response)) response.writeContinue();
    },
  };
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: 2_000,
    insecureHTTPParser: false,
    // One without is refused by `checkRequest`, with the headers of every answer.
    requireHostHeader: false,
  });
  server.setTimeout(limits.idleTimeoutMs);
  const { noteBusy, closeQuiet } = limitConnections(server, limits, options.isTrusted);

  const takeLongWay = (request: IncomingMessage, response: ServerResponse): void => {
    noteBusy(request.socket, response);
    watchBody(request, response, limits, () => waitingResponses.has(response));
    listener(request, response);
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!front(request, response)) takeLongWay(request, response);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waitingResponses.add(response);
    takeLongWay(request, response);
  });
  server.on('checkExpectation', takeLongWay);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseMalformed(error, socket, options.isHttps));
  return { server, waiting, closeQuiet };
}
