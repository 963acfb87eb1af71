import { findPolicies } from '../accounts/find-policies.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { PendingPoliciesTable } from '../schema/accounts.ts';
import type { World } from '../world.ts';
import { parsePolicyName, TOLD_BEFORE_MS } from './policy.ts';
import { claimPendingPolicy, hasUndelivered, listPendingPolicies, markTold, setPolicy } from './store.ts';

/**
 * Puts the loosenings in force that have waited long enough: in lived time, which no jump of a clock moves, and a day after every
 * operator's notice was delivered. A job, one process at a time; gives how many.
 */
export async function ripenPolicies(world: World): Promise<number> {
  const { lived } = await findTime(world);
  let ripened = 0;
  for (const pending of await listPendingPolicies(world.read)) {
    if (pending.told_at_lived_ms === null) await noteTold(world, pending.name, lived);
    else if (isRipe(pending, lived) && !world.clock.isSuspect()) ripened += (await ripen(world, pending)) ? 1 : 0;
  }
  return ripened;
}

function isRipe({ ripens_at_lived_ms, told_at_lived_ms }: PendingPoliciesTable, lived: number): boolean {
  return told_at_lived_ms !== null && lived >= Math.max(ripens_at_lived_ms, told_at_lived_ms + TOLD_BEFORE_MS);
}

async function noteTold(world: World, policy: string, lived: number): Promise<void> {
  if (await hasUndelivered(world.read, 'policy-asked')) return;
  await act(world, BY_SYSTEM, [], async (tx) => {
    await markTold(tx, policy, lived);
    return { result: undefined, events: [{ kind: 'site.policy-told', subjects: [OF_SITE], details: { policy } }] };
  });
}

const MOVED = new Error('withdrawn or decided otherwise meanwhile');

async function ripen(world: World, { name, before, value, asked_at }: PendingPoliciesTable): Promise<boolean> {
  const known = parsePolicyName(name);
  if (known === undefined) return false;
  const done = act(world, BY_SYSTEM, [], async (tx, now) => {
    const claimed = await claimPendingPolicy(tx, name, asked_at);
    const inForce = await findPolicies({ read: tx, settings: { ...world.settings, pinned: {} } });
    if (claimed === undefined || inForce[known] !== before) throw MOVED;
    await setPolicy(tx, { name, value, changed_at: now });
    const details = { policy: name, before, after: value, reason: claimed.reason };
    return {
      result: true,
      events: [{ kind: 'site.policy-changed', subjects: [OF_SITE], details, rows: rows('policies', [name]) }],
    };
  });
  return done.catch((error: unknown) => {
    if (error === MOVED) return false;
    throw error;
  });
}
