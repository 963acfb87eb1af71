import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { FactorDoors } from './doors.ts';
import { findAppRows, findKeyRows, replaceList, setNeedsSecondFactor } from './store.ts';

/**
 * After a factor went: when it was the last one the account needs none any more, its recovery codes die and its tokens rest (model
 * row 21). Names the rows for that act's event.
 */
export async function endLastFactor(
  tx: Write,
  doors: Pick<FactorDoors, 'suspendTokens'>,
  accountId: AccountId,
  now: Millis,
): Promise<{ readonly isLast: boolean; readonly changed: readonly RowRef[] }> {
  const apps = await findAppRows(tx, accountId);
  const keys = await findKeyRows(tx, accountId);
  const isLast = apps.length === 0 && keys.every(({ leaves_at }) => leaves_at !== null && leaves_at <= now);
  if (!isLast) return { isLast, changed: [] };
  const lists = await replaceList(tx, accountId, now);
  await setNeedsSecondFactor(tx, accountId, null);
  const suspended = await doors.suspendTokens(tx, accountId, now);
  return { isLast, changed: [...rows('recovery_lists', lists), ...suspended] };
}
