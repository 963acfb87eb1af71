import { HOUR, type Millis, millis, SECOND } from '../base/brands.ts';

/** `known`: from a browser known to the account, or with its mailbox shown; `stranger`: everybody else (B2). */
export type Pool = 'known' | 'stranger';

/** What was spent on an authenticator in each pool since the last right answer. */
export type GuessTally = Readonly<Record<Pool, { readonly failures: number; readonly waitsUntilAt: number }>>;

/** Wrong answers without a wait. */
export const FREE_GUESSES = 5;
/** Evaluated failures that disable an authenticator. */
export const MOST_GUESSES = 100;
/** How many of these strangers may spend. */
export const MOST_STRANGER_GUESSES = 80;

/** The wait after the last free guess; it doubles with each further one. */
export const FIRST_WAIT_MS: number = 30 * SECOND;
/** Where the doubling ends. */
export const LONGEST_WAIT_MS: number = HOUR;

/**
 * `until`: no guess is looked at before then. It is also given when strangers have used up theirs or the authenticator is
 * disabled: an hour, the longest wait, so that a stranger cannot tell these apart. `disabledNow`: this guess is the hundredth;
 * when it is wrong the authenticator is to be disabled.
 */
export type SpentGuess =
  | { readonly allowed: true; readonly disabledNow?: true }
  | { readonly allowed: false; readonly until: Millis; readonly disabled?: true };

/** Whether one more guess may be looked at, given what was spent before (design 6, B2). */
export function judgeGuess(tally: GuessTally, pool: Pool, now: Millis): SpentGuess {
  const sum = tally.known.failures + tally.stranger.failures;
  const longest = millis(now + LONGEST_WAIT_MS);
  if (sum >= MOST_GUESSES) return { allowed: false, until: longest, disabled: true };
  if (pool === 'stranger' && tally.stranger.failures >= MOST_STRANGER_GUESSES) return { allowed: false, until: longest };
  if (tally[pool].waitsUntilAt > now) return { allowed: false, until: millis(tally[pool].waitsUntilAt) };

  return sum + 1 === MOST_GUESSES ? { allowed: true, disabledNow: true } : { allowed: true };
}

/** The wait after so many failures in a pool: none up to the fourth, then 30 s, doubling to an hour. */
export function waitAfter(failures: number): number {
  if (failures < FREE_GUESSES) return 0;
  // Beyond 2^20 the doubling has long reached the hour; larger shifts would overflow.
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, failures - FREE_GUESSES));
}
