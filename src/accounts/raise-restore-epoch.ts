import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { setRestoreEpoch } from './site-store.ts';

/** From now on the site is another restore's: its log has another name (H1). The event must account for `site`. */
export async function raiseRestoreEpoch(tx: Write, epoch: number): Promise<readonly RowRef[]> {
  await setRestoreEpoch(tx, epoch);
  return rows('site', [1]);
}
