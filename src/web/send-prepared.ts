import type { Millis } from '../base/brands.ts';
import type { SendPrepared } from './prepared.ts';

export interface SendPreparedOptions {
  readonly now: () => Millis;
  readonly keepAliveTimeoutMs: number;
}

const SECOND_MS = 1_000;

/**
 * On a connection that stays open the head goes out as it was put together: node:http would check each of its headers anew for every
 * answer, which takes a tenth of the time (decision 11). It keeps a head that is ready in `_header`, and writes what stands there; a test
 * compares every byte with what it writes by itself, which it does for all other connections and in a Node without `_header`.
 */
export function makeSendPrepared({ now, keepAliveTimeoutMs }: SendPreparedOptions): SendPrepared {
  const stays = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveTimeoutMs / SECOND_MS)}\r\n\r\n`;
  let second = -1;
  let lastLines = '';

  return (response, page) => {
    if (response.shouldKeepAlive && '_header' in response) {
      const current = Math.floor(now() / SECOND_MS);
      if (current !== second) {
        second = current;
        lastLines = `Date: ${new Date(current * SECOND_MS).toUTCString()}\r\n${stays}`;
      }
      (response as unknown as { _header: string })._header = page.head + lastLines;
    } else response.writeHead(200, page.headers as string[]);
    response.end(page.body);
  };
}
