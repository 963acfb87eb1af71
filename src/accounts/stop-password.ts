import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { disablePassword } from './store.ts';

/** Switches the password off until a new one is set; names its row, or nothing where there is none. */
export async function stopPassword(tx: Write, accountId: AccountId, now: Millis): Promise<readonly RowRef[]> {
  return (await disablePassword(tx, accountId, now)) ? rows('passwords', [accountId]) : [];
}
