import { uptime } from 'node:os';
import { HOUR, MINUTE, millis } from '../base/brands.ts';
import type { Clock } from '../world.ts';

const JUMP_MS = 5 * MINUTE;
const SUSPECT_MS = HOUR;
/** Honest clocks differ by some millionths; a thousandth of the time that passed is forgiven, so that small steps still add up. */
const FORGIVEN = 0.001;

export interface SystemClock extends Clock {
  /** The high-water mark that an earlier run or another process wrote: time never goes back behind it. */
  raiseTo(mark: number): void;
  /** The mark to write: it does not follow a jump before that has lasted an hour. */
  highWater(): number;
}

/** Three clocks of the machine, in milliseconds. */
export interface MachineClocks {
  /** What people set. */
  wall(): number;
  /** Only goes forward; stands still while the machine sleeps. */
  monotonic(): number;
  /** Since the machine was started, sleep included. Costly, asked only at a jump. */
  uptime(): number;
}

const MACHINE: MachineClocks = { wall: () => Date.now(), monotonic: () => performance.now(), uptime: () => uptime() * 1_000 };

/**
 * The machine's clock that never runs backwards. When it gets ahead of the monotonic clock by more than five minutes, at once or in
 * steps, it is suspect for an hour: codes made from time are refused meanwhile (security-model part 4). Sleep is no jump.
 */
export function makeSystemClock(clocks: MachineClocks = MACHINE): SystemClock {
  let now = clocks.wall();
  let mark = now;
  let lastWall = now;
  let lastMonotonic = clocks.monotonic();
  let slept = clocks.uptime() - lastMonotonic;
  let ahead = 0;
  let suspectUntil = Number.NEGATIVE_INFINITY;

  function tick(): void {
    const wall = clocks.wall();
    const monotonic = clocks.monotonic();
    const elapsed = monotonic - lastMonotonic;
    ahead = Math.max(0, ahead + wall - lastWall - elapsed - elapsed * FORGIVEN);
    lastWall = wall;
    lastMonotonic = monotonic;
    if (ahead > JUMP_MS) forgiveSleep();
    if (ahead > JUMP_MS) {
      suspectUntil = monotonic + SUSPECT_MS;
      ahead = 0;
    }
    now = Math.max(now, wall);
    if (monotonic >= suspectUntil) mark = Math.max(mark, wall);
  }

  function forgiveSleep(): void {
    const sleptSinceStart = clocks.uptime() - lastMonotonic;
    ahead = Math.max(0, ahead - (sleptSinceStart - slept));
    slept = sleptSinceStart;
  }

  return {
    now() {
      tick();
      return millis(now);
    },
    isSuspect() {
      tick();
      return lastMonotonic < suspectUntil;
    },
    raiseTo(other) {
      now = Math.max(now, other);
      mark = Math.max(mark, other);
    },
    highWater() {
      tick();
      return mark;
    },
  };
}
