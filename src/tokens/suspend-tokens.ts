import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { type AccountId, DAY, type Millis, type TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endSince, isSessionLive, resumeSuspended, suspendSince } from './store.ts';

/** How far back a reset or a recovery doubts tokens (B12). */
export const DOUBTED_FOR_MS: number = 30 * DAY;

/**
 * Suspends an account's tokens inside another capability's act: those of the last 30 days after a reset or recovery, all of them when
 * the last factor is removed. Names the rows; that act's event accounts for `tokens`.
 */
export async function suspendTokens(tx: Write, accountId: AccountId, now: Millis, which: 'recent' | 'all'): Promise<readonly RowRef[]> {
  const since = which === 'recent' ? now - DOUBTED_FOR_MS : 0;
  return rows('tokens', await suspendSince(tx, accountId, since, now));
}

/** Ends the tokens made after a time inside another capability's act; names the rows. */
export async function endTokensSince(tx: Write, accountId: AccountId, since: number, now: Millis): Promise<readonly RowRef[]> {
  return rows('tokens', await endSince(tx, accountId, since, now));
}

/**
 * The owner says that a suspended token is hers: it works again.
 *
 * @throws Refusal `token.not-found`
 */
export async function resumeToken(world: World, visit: Visit, caller: AccountCaller, id: TokenId): Promise<{ description: string }> {
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    if (!(await isSessionLive(tx, caller.session.id))) {
      throw new Refusal('not-signed-in', 'session.ended', 'Your session ended meanwhile. Sign in again.');
    }
    const row = await resumeSuspended(tx, caller.accountId, id);
    if (row === undefined) throw new Refusal('not-found', 'token.not-found', 'There is no such suspended token of yours.');
    const { description } = row;
    await tellAccount(world, tx, { who: caller, notice: { kind: 'token-resumed', description }, visit, now });
    return {
      result: { description },
      events: [
        { kind: 'token.resumed', subjects: [ofAccount(caller.accountId)], details: { token: id, description }, rows: rows('tokens', [id]) },
      ],
    };
  });
}
