import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { setPassword } from './store.ts';

/** Puts a new password in force, also for an account whose password was disabled; `sealed` to `passwordPlace`. */
export async function setAccountPassword(tx: Write, accountId: AccountId, sealed: string, now: Millis): Promise<readonly RowRef[]> {
  await setPassword(tx, accountId, sealed, now);
  return rows('passwords', [accountId]);
}
