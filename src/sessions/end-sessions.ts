import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endOtherSessions, endSession } from './store.ts';

/** Ends this browser's session. */
export async function signOut(world: World, visit: Visit, caller: AccountCaller): Promise<void> {
  await end(world, visit, caller, 'signed-out', caller.session.handle);
}

/**
 * Ends one session of the account, by the public name it has in the list.
 *
 * @throws Refusal `session.not-found` for another account's or one that is over
 */
export async function endOne(world: World, visit: Visit, caller: AccountCaller, handle: string): Promise<void> {
  await end(world, visit, caller, 'owner', handle);
}

/** Ends all sessions of the account but this one. */
export async function endOthers(world: World, visit: Visit, caller: AccountCaller): Promise<number> {
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const ended = await endOtherSessions(tx, caller.accountId, caller.session.handle, now);
    const details = { sessions: ended.map((row) => row.id), why: 'owner' } as const;
    return { result: ended.length, events: [{ kind: 'session.ended', subjects: [ofAccount(caller.accountId)], details, rows: ended }] };
  });
}

async function end(world: World, visit: Visit, caller: AccountCaller, why: 'signed-out' | 'owner', handle: string): Promise<void> {
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const ended = await endSession(tx, caller.accountId, handle, now);
    if (ended.length === 0)
      throw new Refusal('not-found', 'session.not-found', 'There is no such session of yours. It may have ended by itself.');
    return {
      result: undefined,
      events: [{ kind: 'session.ended', subjects: [ofAccount(caller.accountId)], details: { sessions: [handle], why }, rows: ended }],
    };
  });
}
