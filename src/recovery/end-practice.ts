import { getCurrentAccount } from '../accounts/current-account.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import { claimPractice, listOldPractices } from './practice-store.ts';
import { listVouches } from './store.ts';

const NONE = new Refusal('conflict', 'recovery.no-practice', 'No practice run of yours is going on.');
const ENDED = new Error('ended meanwhile');

/** Ends a practice run inside an act, if one runs; the event tells how it went. */
export async function endPracticeIn(tx: Write, accountId: AccountId, by: 'owner' | 'time' | 'request'): Promise<readonly Event[]> {
  const practice = await claimPractice(tx, accountId);
  if (practice === undefined) return [];
  const { id: recovery, needed } = practice;
  const details = { recovery, by, vouched: (await listVouches(tx, recovery)).length, needed };
  return [{ kind: 'recovery.practice-ended', subjects: [ofAccount(accountId)], details, rows: rows('recoveries', [recovery]) }];
}

/**
 * The owner ends her practice run; its page then says what worked.
 *
 * @throws Refusal `recovery.no-practice`, `session.ended`
 */
export async function endPractice(world: World, { caller, visit }: Asking): Promise<void> {
  const { accountId } = caller;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx) => {
    await getCurrentAccount(tx, caller);
    const [ended] = await endPracticeIn(tx, accountId, 'owner');
    if (ended === undefined) throw NONE;
    return { result: undefined, events: [ended] };
  });
}

/** Ends practice runs that nobody has ended within a week. A job, one process at a time; gives how many. */
export async function endOldPractices(world: World): Promise<number> {
  let count = 0;
  for (const { account_id } of await listOldPractices(world.read, world.clock.now())) count += (await endOld(world, account_id)) ? 1 : 0;
  return count;
}

async function endOld(world: World, accountId: AccountId): Promise<boolean> {
  const done = act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const [ended] = await endPracticeIn(tx, accountId, 'time');
    if (ended === undefined) throw ENDED;
    return { result: true, events: [ended] };
  });
  return done.catch((error: unknown) => {
    if (error === ENDED) return false;
    throw error;
  });
}
