import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpLimits } from './http-limits.ts';

export interface Connections {
  /** Notes that a connection is being answered, until the answer is out. */
  readonly noteBusy: (socket: Socket, response: ServerResponse) => void;
  /** Closes those on which nothing is being answered: half-open requests too, which node:http would wait for when it stops. */
  readonly closeQuiet: () => void;
}

/**
 * Bounds connections, in all and per address. A new one is never turned away for those that only sit there: past a bound the oldest
 * on which nothing is being answered is closed, so that thousands of half-open requests do not keep the next visitor waiting.
 */
export function limitConnections(server: Server, limits: HttpLimits, isExempt: (address: string) => boolean): Connections {
  const byAddress = new Map<string, Set<Socket>>();
  const busy = new WeakSet<Socket>();
  let count = 0;

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const peers = byAddress.get(address) ?? new Set<Socket>();
    byAddress.set(address, peers.add(socket));
    count += 1;
    socket.once('close', () => {
      count -= 1;
      peers.delete(socket);
      if (peers.size === 0) byAddress.delete(address);
    });

    if (peers.size > limits.maxConnectionsPerAddress && !isExempt(address)) shed(peers, socket, busy);
    else if (count > limits.maxConnections) shed(largest(byAddress), socket, busy);
  });

  return {
    noteBusy(socket, response) {
      busy.add(socket);
      response.once('close', () => busy.delete(socket));
    },
    closeQuiet() {
      for (const peers of byAddress.values()) {
        for (const socket of peers) if (!busy.has(socket) && socket.writableLength === 0) socket.destroy();
      }
    },
  };
}

/** Sets keep the order of insertion: the oldest comes first. When all are being answered, the newcomer goes. */
function shed(peers: ReadonlySet<Socket>, newcomer: Socket, busy: WeakSet<Socket>): void {
  for (const socket of peers) {
    if (busy.has(socket) || socket === newcomer || socket.destroyed) continue;
    socket.destroy();
    return;
  }
  newcomer.destroy();
}

function largest(byAddress: ReadonlyMap<string, Set<Socket>>): Set<Socket> {
  let found = new Set<Socket>();
  for (const peers of byAddress.values()) if (peers.size > found.size) found = peers;
  return found;
}
