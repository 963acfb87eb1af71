import type { Notice } from '../accounts/notices/notices.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { TokensTable } from '../schema/projects.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endedEvent } from './end-token.ts';
import { endSuspended, isSessionLive, resumeSuspended } from './store.ts';

const NONE = new Refusal('not-found', 'token.not-found', 'There is no such suspended token of yours.');
const ENDED = new Refusal('not-signed-in', 'session.ended', 'Your session ended meanwhile. Sign in again.');

/** Which tokens a review is about: those that its person has seen, so that none is judged unseen. */
type Reviewed = readonly TokenId[];

/**
 * The owner says that suspended tokens are hers: they work again (B12, C9).
 *
 * @throws Refusal `token.not-found` when none of them is a suspended token of hers, `session.ended`
 */
export async function resumeTokens(world: World, visit: Visit, caller: AccountCaller, ids: Reviewed): Promise<void> {
  await review(world, visit, caller, {
    ids,
    decide: (tx, id) => resumeSuspended(tx, caller.accountId, id),
    eventOf: ({ id, description }) => {
      const details = { token: id, description };
      return { kind: 'token.resumed', subjects: [ofAccount(caller.accountId)], details, rows: rows('tokens', [id]) };
    },
    noticeOf: ([description = '', ...others]) =>
      others.length === 0
        ? { kind: 'token-resumed', description }
        : { kind: 'tokens-reviewed', descriptions: [description, ...others], verdict: 'resumed' },
  });
}

/**
 * The owner deletes suspended tokens, because she did not make them or does not need them.
 *
 * @throws Refusal `token.not-found` when none of them is a suspended token of hers, `session.ended`
 */
export async function deleteSuspended(world: World, visit: Visit, caller: AccountCaller, ids: Reviewed): Promise<void> {
  await review(world, visit, caller, {
    ids,
    decide: (tx, id, now) => endSuspended(tx, caller.accountId, id, now),
    eventOf: (row) => endedEvent(row, { by: 'owner' }),
    noticeOf: ([description = '', ...others]) =>
      others.length === 0
        ? { kind: 'token-deleted', description, by: 'owner' }
        : { kind: 'tokens-reviewed', descriptions: [description, ...others], verdict: 'deleted' },
  });
}

interface Review {
  readonly ids: Reviewed;
  readonly decide: (tx: Write, id: TokenId, now: number) => Promise<TokensTable | undefined>;
  readonly eventOf: (row: TokensTable) => Event;
  readonly noticeOf: (descriptions: readonly string[]) => Notice;
}

async function review(world: World, visit: Visit, caller: AccountCaller, { ids, decide, eventOf, noticeOf }: Review): Promise<void> {
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    if (!(await isSessionLive(tx, caller.session.id))) throw ENDED;
    const decided: TokensTable[] = [];
    for (const id of new Set(ids)) {
      const row = await decide(tx, id, now);
      if (row !== undefined) decided.push(row);
    }
    const [first, ...others] = decided.map(eventOf);
    if (first === undefined) throw NONE;
    const notice = noticeOf(decided.map(({ description }) => description));
    await tellAccount(world, tx, { who: caller, notice, visit, now });
    return { result: undefined, events: [first, ...others] };
  });
}
