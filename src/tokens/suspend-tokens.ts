import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { type AccountId, DAY, type Millis } from '../base/brands.ts';
import { endSince, suspendSince } from './store.ts';

/** How far back a reset or a recovery doubts tokens (B12). */
export const DOUBTED_FOR_MS: number = 30 * DAY;

/**
 * Suspends an account's tokens inside another capability's act: those of the last 30 days after a reset or recovery, all of them when
 * the last factor is removed. Names the rows; that act's event accounts for `tokens`.
 */
export async function suspendTokens(tx: Write, accountId: AccountId, now: Millis, which: 'recent' | 'all'): Promise<readonly RowRef[]> {
  const since = which === 'recent' ? now - DOUBTED_FOR_MS : 0;
  return rows('tokens', await suspendSince(tx, accountId, since, now));
}

/** Ends the tokens made after a time inside another capability's act; names the rows. */
export async function endTokensSince(tx: Write, accountId: AccountId, since: number, now: Millis): Promise<readonly RowRef[]> {
  return rows('tokens', await endSince(tx, accountId, since, now));
}
