import { findWait } from '../accounts/find-policies.ts';
import type { AccountId } from '../base/brands.ts';
import { isYoungAt, type Measure } from '../factors/young.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Reading } from '../world.ts';
import { findAccountById } from './store.ts';

/** How old the factors of an account are is measured by this. */
export async function findMeasure(world: Pick<Reading, 'read' | 'settings'>, accountId: AccountId): Promise<Measure> {
  const account = await findAccountById(world.read, accountId);
  return { firstAt: account?.needs_second_factor_at ?? 0, wait: await findWait(world) };
}

/**
 * Whether a factor stops a recovery: it is from before the request (C4), and was not young when the account was asked for (B17). Else a
 * thief would stop every recovery by what he had added, for his grows old while hers waits.
 */
export function mayStop(
  { madeAt, youngUntil }: { readonly madeAt: number; readonly youngUntil?: number },
  { asked_at, asked_lived_ms }: Pick<RecoveriesTable, 'asked_at' | 'asked_lived_ms'>,
  measure: Measure,
): boolean {
  const isYoung = youngUntil === undefined ? isYoungAt(madeAt, asked_at, measure) : youngUntil > asked_lived_ms;
  return madeAt < asked_at && !isYoung;
}
