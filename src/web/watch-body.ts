import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpLimits } from './http-limits.ts';

/**
 * Cuts a connection whose body comes slower than the least rate while we wait for it, and one that still sends long after it was
 * answered. Time that we take ourselves (a full disk queue, a client told to wait) counts for nobody: then bytes lie unread.
 */
export function watchBody(request: IncomingMessage, response: ServerResponse, limits: HttpLimits, isWaiting: () => boolean): void {
  if (!hasBody(request)) return;
  const { socket } = request;
  const leastBytes = (limits.leastBytesPerSecond * limits.rateCheckMs) / 1_000;
  let readBefore = socket.bytesRead;
  let drainedMs = 0;

  const timer = setInterval(() => {
    if (request.complete || socket.destroyed) return clearInterval(timer);
    const got = socket.bytesRead - readBefore;
    readBefore = socket.bytesRead;
    if (response.writableEnded) drainedMs += limits.rateCheckMs;

    const isSlow = got < leastBytes && request.readableLength === 0 && !isWaiting();
    if (isSlow || drainedMs > limits.drainMs) socket.destroy();
  }, limits.rateCheckMs);
  timer.unref();
  request.once('close', () => clearInterval(timer));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
}
