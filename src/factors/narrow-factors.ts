import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { stepAt } from '../protocols/totp.ts';
import { passSteps, suspendList } from './store.ts';

/**
 * After a restore codes that were used before may lie unused: every step up to now is refused, and the list of recovery codes opens
 * nothing without the mailbox until its owner replaces it (H8). The event must account for `totp_apps` and `recovery_lists`.
 */
export async function narrowFactors(tx: Write, accountId: AccountId, now: Millis): Promise<{ apps: number; changed: readonly RowRef[] }> {
  const apps = await passSteps(tx, accountId, stepAt(now));
  const lists = await suspendList(tx, accountId, now);
  return { apps: apps.length, changed: [...rows('totp_apps', apps), ...rows('recovery_lists', lists)] };
}
