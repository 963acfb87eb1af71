import { type Millis, millis, SECOND } from '../base/brands.ts';
import { limitRefusal } from './limit-refusal.ts';
import { LIMITS, type MemoryLimitName } from './limits.ts';

/** Spends one of a limit on reading. @throws Refusal `limit.<name>` */
export type SpendMemoryLimit = (name: MemoryLimitName, key: string, now: Millis) => void;

// A counter is small; past this many networks in one window the oldest windows are dropped, whose networks then start anew.
const MOST_COUNTERS = 100_000;

/** Counters of one process for what only reads: no row is written for a page that is looked at (law 9). */
export function createMemoryLimits(): SpendMemoryLimit {
  const counters = new Map<string, { windowAt: number; spent: number }>();

  return (name, key, now) => {
    const { most, windowSeconds } = LIMITS[name];
    const windowMs = windowSeconds * SECOND;
    const windowAt = Math.floor(now / windowMs) * windowMs;
    const id = `${name} ${key}`;
    const known = counters.get(id);
    if (known?.windowAt === windowAt) {
      known.spent += 1;
      if (known.spent > most) throw limitRefusal(name, now, millis(windowAt + windowMs));
      return;
    }

    counters.delete(id);
    if (counters.size >= MOST_COUNTERS) dropOldest(counters);
    counters.set(id, { windowAt, spent: 1 });
  };
}

/** Maps keep the order of insertion, and a counter is inserted anew with each window. */
function dropOldest(counters: Map<string, unknown>): void {
  const [oldest] = counters.keys();
  if (oldest !== undefined) counters.delete(oldest);
}
