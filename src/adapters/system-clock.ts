import { MINUTE, type Millis } from '../base/brands.ts';
import type { Clock } from '../world.ts';

const JUMP_MS = 5 * MINUTE;

export interface SystemClock extends Clock {
  /** The high-water mark that an earlier run or another process wrote: time never goes back behind it. */
  raiseTo(highWater: number): void;
  /** Milliseconds that only go forward, for measuring waits. */
  monotonicMs(): number;
}

/**
 * The machine's clock that never runs backwards. When it jumps ahead by more than five minutes against the monotonic clock it is
 * suspect for an hour: codes made from time are refused meanwhile (security-model part 4).
 */
export function makeSystemClock(): SystemClock {
  let highWater = Date.now();
  let lastWall = Date.now();
  let lastMonotonic = performance.now();
  let suspectUntil = 0;

  return {
    now() {
      const wall = Date.now();
      const monotonic = performance.now();
      if (wall - lastWall - (monotonic - lastMonotonic) > JUMP_MS) suspectUntil = monotonic + 60 * MINUTE;
      lastWall = wall;
      lastMonotonic = monotonic;
      highWater = Math.max(highWater, wall);
      return highWater as Millis;
    },
    isSuspect: () => performance.now() < suspectUntil,
    raiseTo(mark) {
      highWater = Math.max(highWater, mark);
    },
    monotonicMs: () => performance.now(),
  };
}
