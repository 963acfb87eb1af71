import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { endAllSessionRows } from './store.ts';

/** Ends every session of the account inside another capability's act; that act's event accounts for `sessions`. */
export async function endAllSessions(tx: Write, accountId: AccountId, now: Millis): Promise<readonly RowRef[]> {
  return endAllSessionRows(tx, accountId, now);
}
