import { findWait } from '../accounts/find-policies.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId } from '../base/brands.ts';
import type { World } from '../world.ts';
import { dropGone, listWithGone } from './removed-store.ts';

const NOTHING = new Error('swept meanwhile');

/**
 * Deletes removed apps and passkeys once the wait after their removal is over: until then they stop only (B18). A job, one process at a
 * time; gives at how many accounts. A clock that jumped ends no power.
 */
export async function sweepRemoved(world: World): Promise<number> {
  if (world.clock.isSuspect()) return 0;
  const before = world.clock.now() - (await findWait(world));
  let swept = 0;
  for (const accountId of await listWithGone(world.read, before)) swept += (await sweep(world, accountId, before)) ? 1 : 0;
  return swept;
}

async function sweep(world: World, accountId: AccountId, before: number): Promise<boolean> {
  const done = act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const gone = await dropGone(tx, accountId, before);
    if (gone.apps.length + gone.keys.length === 0) throw NOTHING;
    const details = { apps: gone.apps.length, keys: gone.keys.length };
    const changed = rows('webauthn_keys', gone.keys);
    const event: Event = { kind: 'factor.removed-gone', subjects: [ofAccount(accountId)], details, rows: changed };
    return { result: true, events: [event] };
  });
  return done.catch((error: unknown) => {
    if (error === NOTHING) return false;
    throw error;
  });
}
