import { getCurrentAccount } from '../accounts/current-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { sessionEnded } from '../audit/session-ended.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, SessionId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hasSecretShape, referenceOf } from '../crypto/reference.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { World } from '../world.ts';
import { endOtherSessions, endSession, endSessionById } from './store.ts';

/** Ends this browser's session. */
export async function signOut(world: World, asking: Asking): Promise<void> {
  await end(world, asking, 'signed-out', asking.caller.session.handle);
}

/**
 * Ends one session of the account, by the public name it has in the list.
 *
 * @throws Refusal `session.not-found` for another account's or one that is over
 */
export async function endOne(world: World, asking: Asking, handle: string): Promise<void> {
  await end(world, asking, 'owner', handle);
}

/** Ends all sessions of the account but this one. */
export async function endOthers(world: World, { caller, visit }: Asking): Promise<number> {
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const ended = await endOtherSessions(tx, caller.accountId, caller.session.handle, now);
    const details = { sessions: ended.map((row) => row.id), why: 'owner' } as const;
    return { result: ended.length, events: [{ kind: 'session.ended', subjects: [ofAccount(caller.accountId)], details, rows: ended }] };
  });
}

async function end(world: World, { caller, visit }: Asking, why: 'signed-out' | 'owner', handle: string): Promise<void> {
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    if (why === 'owner') await getCurrentAccount(tx, caller);
    const ended = await endSession(tx, caller.accountId, handle, now);
    if (ended.length === 0)
      throw new Refusal('not-found', 'session.not-found', 'There is no such session of yours. It may have ended by itself.');
    return {
      result: undefined,
      events: [{ kind: 'session.ended', subjects: [ofAccount(caller.accountId)], details: { sessions: [handle], why }, rows: ended }],
    };
  });
}

/**
 * Ends the caller's own session inside another capability's act, which changes the account in such a way that nobody goes on.
 *
 * @throws Refusal `session.ended` when it was ended meanwhile: then the act must not happen
 */
export async function endCaller(tx: Write, { accountId, session }: AccountCaller, now: Millis): Promise<readonly RowRef[]> {
  const ended = await endSession(tx, accountId, session.handle, now);
  if (ended.length === 0) throw sessionEnded();
  return ended;
}

/** Ends a session by its public name inside another capability's act; gives no rows when it is over already. */
export function endByHandle(tx: Write, accountId: AccountId, handle: string, now: Millis): Promise<readonly RowRef[]> {
  return endSession(tx, accountId, handle, now);
}

/**
 * Ends the session that a browser leaves behind when it signs in to the same account again: its old id is dead (yardstick 7.2.4).
 * The sign-in's own event accounts for it.
 */
export async function endReplaced(
  world: Pick<World, 'keys'>,
  tx: Write,
  cookie: Secret | undefined,
  { accountId, now }: { readonly accountId: AccountId; readonly now: Millis },
): Promise<readonly RowRef[]> {
  if (cookie === undefined || !hasSecretShape(cookie.reveal())) return [];
  return endSessionById(tx, accountId, referenceOf(world.keys, 'session', cookie) as SessionId, now);
}
