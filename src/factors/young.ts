import { findWait } from '../accounts/find-policies.ts';
import { type AccountId, type Millis, millis } from '../base/brands.ts';
import type { Read, Reading } from '../world.ts';
import { findRemovedApps } from './removed-store.ts';
import { findKeyRows, findReplacedLists } from './store.ts';

/** What the age of an account's factors is measured by (B17); times in milliseconds. */
export interface Measure {
  /** Since when the account needs a second factor; 0 where it needs none. */
  readonly firstAt: number;
  readonly wait: number;
}

/** Whether a factor was young at a time: added within the wait before, to an account that had another one (B17). */
export function isYoungAt(madeAt: number, at: number, { firstAt, wait }: Measure): boolean {
  return madeAt > firstAt && madeAt > at - wait;
}

/**
 * When the oldest factor was there that the account lost within the wait; undefined where it lost none. Whoever removes the last
 * factor and adds his own has added to an account that had one: else a thief would so make an old one of his.
 */
export async function findLostLately(
  world: Pick<Reading, 'settings'> & { readonly read: Read },
  accountId: AccountId,
  now: number,
): Promise<Millis | undefined> {
  const since = now - (await findWait(world));
  const keys = (await findKeyRows(world.read, accountId)).filter(({ leaves_at }) => leaves_at !== null && leaves_at > since);
  const apps = (await findRemovedApps(world.read, accountId)).filter(({ removed_at }) => removed_at > since);
  // A disabled app is not kept when it is removed; the codes that came with it are.
  const lists = await findReplacedLists(world.read, accountId, since);
  const times = [...keys, ...apps, ...lists].map(({ made_at }) => made_at);
  return times.length === 0 ? undefined : millis(Math.min(...times));
}
