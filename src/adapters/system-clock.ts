import { uptime } from 'node:os';
import { HOUR, MINUTE, millis, SECOND } from '../base/brands.ts';
import type { Clock } from '../world.ts';

const JUMP_MS = 5 * MINUTE;
const SUSPECT_MS = HOUR;
/** How much more than the monotonic clock the wall clock may gain at once and still count as lived (security-model part 4). */
const SLACK_MS = 2 * SECOND;
/** Honest clocks differ by some millionths; a thousandth of the time that passed is forgiven, so that small steps still add up. */
const FORGIVEN = 0.001;

export interface SystemClock extends Clock {
  /** The high-water mark that an earlier run or another process wrote: time never goes back behind it. */
  raiseTo(mark: number): void;
  /** The mark to write: it does not follow a jump before that has lasted an hour, or an operator has confirmed the time. */
  highWater(): number;
  /** The time at which a jump was noticed that makes the clock suspect now. */
  suspectSince(): number | undefined;
  /** An operator confirmed the time at `at`: jumps before that are suspect no longer. */
  confirm(at: number): void;
  /** Milliseconds lived since the start: no jump counts, and of a machine's sleep nothing. */
  lived(): number;
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

/** What the machine's clock says, right or wrong: for looking at it. */
export function wallTime(): number {
  return Date.now();
}

/** The clocks of this machine. */
export const MACHINE: MachineClocks = { wall: () => Date.now(), monotonic: () => performance.now(), uptime: () => uptime() * 1_000 };

/**
 * The machine's clock that never runs backwards. When it gets ahead of the monotonic clock by more than five minutes, at once or in
 * steps, it is suspect for an hour: codes made from time are refused meanwhile (security-model part 4). Sleep is no jump.
 */
export function makeSystemClock(clocks: MachineClocks = MACHINE, isApart: () => boolean = () => false): SystemClock {
  const state = firstState(clocks);
  const isSuspect = (): boolean => state.lastMonotonic < state.suspectUntil;
  return {
    now() {
      tick(state, clocks);
      return millis(state.now);
    },
    isSuspect() {
      tick(state, clocks);
      return isSuspect();
    },
    isApart,
    raiseTo(other) {
      state.now = Math.max(state.now, other);
      state.mark = Math.max(state.mark, other);
    },
    highWater() {
      tick(state, clocks);
      return state.mark;
    },
    suspectSince() {
      tick(state, clocks);
      return isSuspect() ? state.noticedAt : undefined;
    },
    confirm(at) {
      if (at >= state.noticedAt) state.suspectUntil = Number.NEGATIVE_INFINITY;
    },
    lived() {
      tick(state, clocks);
      return state.lived;
    },
  };
}

interface ClockState {
  now: number;
  mark: number;
  lastWall: number;
  lastMonotonic: number;
  slept: number;
  /** How far the wall clock is ahead of what was lived. */
  ahead: number;
  suspectUntil: number;
  noticedAt: number;
  lived: number;
}

function firstState(clocks: MachineClocks): ClockState {
  const [wall, monotonic] = [clocks.wall(), clocks.monotonic()];
  return {
    ...{ now: wall, mark: wall, lastWall: wall, lastMonotonic: monotonic, slept: clocks.uptime() - monotonic },
    ...{ ahead: 0, suspectUntil: Number.NEGATIVE_INFINITY, noticedAt: wall, lived: 0 },
  };
}

function tick(state: ClockState, clocks: MachineClocks): void {
  const [wall, monotonic] = [clocks.wall(), clocks.monotonic()];
  const elapsed = monotonic - state.lastMonotonic;
  const gained = wall - state.lastWall;
  state.lived += Math.max(0, Math.min(gained, elapsed + SLACK_MS));
  state.ahead = Math.max(0, state.ahead + gained - elapsed - elapsed * FORGIVEN);
  state.lastWall = wall;
  state.lastMonotonic = monotonic;
  if (state.ahead > JUMP_MS) forgiveSleep(state, clocks);
  if (state.ahead > JUMP_MS) {
    state.suspectUntil = monotonic + SUSPECT_MS;
    state.ahead = 0;
    state.noticedAt = wall;
  }
  state.now = Math.max(state.now, wall);
  if (monotonic >= state.suspectUntil) state.mark = Math.max(state.mark, wall);
}

function forgiveSleep(state: ClockState, clocks: MachineClocks): void {
  const sleptSinceStart = clocks.uptime() - state.lastMonotonic;
  state.ahead = Math.max(0, state.ahead - (sleptSinceStart - state.slept));
  state.slept = sleptSinceStart;
}
