import { type Argon2Parameters, argon2 } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Refusal } from '../base/refusal.ts';
import type { SlowHash } from '../world.ts';

const run: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer> = promisify(argon2);

/** OWASP's floor for Argon2id; with the sealed output (a pepper) it is the design's number. */
export const ARGON2_COST = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const;

/** How many hashes may wait for their turn. */
export const MAX_WAITING = 100;
/** How long one waits before its person is told to come back. */
export const MAX_WAIT_MS = 5_000;
const BUSY = 'Too many people are signing in at this moment. Wait a few seconds and try again.';

interface Waiting {
  readonly start: () => void;
  readonly giveUp: () => void;
  readonly since: number;
}

/**
 * Argon2id with at most `cores - 1` hashes at once and a queue of 100 that serves networks in turn, so that one network's flood
 * does not push the others out. `monotonicMs` is a clock for waiting times.
 */
export function makePasswordQueue(monotonicMs: () => number, atOnce: number = Math.max(1, availableParallelism() - 1)): SlowHash {
  const lines = new Map<string, Waiting[]>();
  let waiting = 0;
  let running = 0;

  function next(): void {
    while (running < atOnce) {
      const line = lines.entries().next();
      if (line.done) return;
      const [network, queue] = line.value;
      const first = queue.shift();
      // Taken out and put back at the end: the next turn is another network's.
      lines.delete(network);
      if (queue.length > 0) lines.set(network, queue);
      if (first === undefined) continue;
      waiting -= 1;
      if (monotonicMs() - first.since > MAX_WAIT_MS) first.giveUp();
      else {
        running += 1;
        first.start();
      }
    }
  }

  function turn(network: string): Promise<void> {
    if (waiting >= MAX_WAITING) throw new Refusal('too-many', 'sign-in.busy', BUSY, { retryAfterSeconds: 5 });
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new Refusal('too-many', 'sign-in.busy', BUSY, { retryAfterSeconds: 5 }));
      const line = lines.get(network) ?? [];
      line.push({ start: resolve, giveUp, since: monotonicMs() });
      lines.set(network, line);
      waiting += 1;
      next();
    });
  }

  return {
    async hash(password, salt, network) {
      await turn(network);
      try {
        const { memoryKib, passes, parallelism } = ARGON2_COST;
        return new Uint8Array(
          await run('argon2id', { message: password, nonce: salt, parallelism, tagLength: 32, memory: memoryKib, passes }),
        );
      } finally {
        running -= 1;
        next();
      }
    },
  };
}
