import { HOUR, MINUTE, type Millis, millis, SECOND } from '../../src/base/brands.ts';
import type { Clock } from '../../src/world.ts';

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  advance(by: { readonly hours?: number; readonly minutes?: number; readonly seconds?: number; readonly ms?: number }): void;
}

/** Starts on 24 November 2026 at noon UTC. */
export function testClock(): TestClock {
  let now = Date.UTC(2026, 10, 24, 12);

  return {
    now: (): Millis => millis(now),
    isSuspect: () => false,
    isApart: () => false,
    advance({ hours = 0, minutes = 0, seconds = 0, ms = 0 }) {
      now += hours * HOUR + minutes * MINUTE + seconds * SECOND + ms;
    },
  };
}
