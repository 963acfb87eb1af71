import { findComingPolicies, findPolicies } from '../accounts/find-policies.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { type Event, OF_SITE } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { ComingPoliciesTable, PendingPoliciesTable } from '../schema/accounts.ts';
import { isLoosening } from '../settings/policies.ts';
import type { World } from '../world.ts';
import { parsePolicyName, THE_SITE, TOLD_BEFORE_MS } from './policy.ts';
import {
  claimComingPolicy,
  claimPendingPolicy,
  dropComingPolicy,
  findComingPolicy,
  hasUndelivered,
  listPendingPolicies,
  markTold,
  setComingPolicy,
  setPolicy,
} from './store.ts';

const MOVED = new Error('withdrawn or decided otherwise meanwhile');

/**
 * Puts what was announced for a day in force, and the loosenings that have waited long enough: in lived time, which no jump of a clock moves, and a day after every
 * operator's notice was delivered. A job, one process at a time; gives how many.
 */
export async function ripenPolicies(world: World): Promise<number> {
  const { lived } = await findTime(world);
  let ripened = 0;
  for (const pending of await listPendingPolicies(world.read)) {
    if (pending.told_at_lived_ms === null) await noteTold(world, pending.name, lived);
    else if (isRipe(pending, lived) && !world.clock.isSuspect()) ripened += (await ripen(world, pending)) ? 1 : 0;
  }
  return ripened + (await beginDue(world, lived));
}

async function beginDue(world: World, lived: number): Promise<number> {
  let begun = 0;
  for (const coming of await findComingPolicies({ read: world.read, settings: { ...world.settings, pinned: {} } })) {
    if (lived >= coming.ripens_at_lived_ms && !world.clock.isSuspect()) begun += (await begin(world, coming)) ? 1 : 0;
  }
  return begun;
}

/** The day has come. */
async function begin(world: World, coming: ComingPoliciesTable): Promise<boolean> {
  const { name, before, value, reason } = coming;
  const done = act(world, BY_SYSTEM, [THE_SITE], async (tx, now) => {
    if ((await claimComingPolicy(tx, coming)) === undefined) throw MOVED;
    await setPolicy(tx, { name, value, changed_at: now });
    return { result: true, events: [changed(name, { policy: name, before, after: value, reason })] };
  });
  return done.catch(unlessMoved);
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

async function ripen(world: World, { name, before, value, asked_at }: PendingPoliciesTable): Promise<boolean> {
  const known = parsePolicyName(name);
  if (known === undefined) return false;
  const done = act(world, BY_SYSTEM, [THE_SITE], async (tx, now) => {
    const claimed = await claimPendingPolicy(tx, name, asked_at);
    const inForce = (await findPolicies({ read: tx, settings: { ...world.settings, pinned: {} } }))[known];
    const coming = await findComingPolicy(tx, name);
    if (claimed === undefined || (coming?.value ?? inForce) !== before) throw MOVED;
    // Still stricter than what is in force: it begins on the day that was announced.
    if (coming !== undefined && isLoosening(known, value as never, inForce as never)) {
      await setComingPolicy(tx, { ...coming, value });
      return { result: true, events: [announced(coming, value, claimed.reason)] };
    }
    await dropComingPolicy(tx, name);
    await setPolicy(tx, { name, value, changed_at: now });
    return { result: true, events: [changed(name, { policy: name, before, after: value, reason: claimed.reason })] };
  });
  return done.catch(unlessMoved);
}

function changed(name: string, details: { policy: string; before: string; after: string; reason: string }): Event {
  return { kind: 'site.policy-changed', subjects: [OF_SITE], details, rows: rows('policies', [name]) };
}

function announced({ name, value: before, holds_from_at: from }: ComingPoliciesTable, after: string, reason: string): Event {
  return { kind: 'site.policy-announced', subjects: [OF_SITE], details: { policy: name, before, after, from, reason } };
}

function unlessMoved(error: unknown): boolean {
  if (error === MOVED) return false;
  throw error;
}
