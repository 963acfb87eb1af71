import { placeOf, tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount, ofProject } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId, TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { TokensTable } from '../schema/projects.ts';
import type { World } from '../world.ts';
import { endToken } from './store.ts';

export const NO_SUCH_TOKEN = 'There is no such token. It may have been deleted already.';

export interface EndedToken {
  readonly owner: { readonly accountId: AccountId; readonly username: string };
  readonly id: TokenId;
  readonly by: 'owner' | 'operator';
  /** Why an operator did it. */
  readonly reason?: string;
}

/** Ends a live token with its event, and tells every address of its owner. What `deleteToken` and `revokeToken` share. */
export async function endLiveToken(world: World, by: By, ended: EndedToken): Promise<{ description: string }> {
  const { owner } = ended;
  return act(world, by, [{ table: 'accounts', id: owner.accountId }], async (tx, now) => {
    const row = await endToken(tx, owner.accountId, ended.id, now);
    if (row === undefined) throw new Refusal('not-found', 'token.not-found', NO_SUCH_TOKEN);
    const { description } = row;
    const notice = { kind: 'token-deleted', description, by: ended.by, reason: ended.reason } as const;
    await tellAccount(world, tx, { who: owner, notice, visit: placeOf(by), now });
    return { result: { description }, events: [endedEvent(row, ended)] };
  });
}

/** The event of a token that ended; a project's history shows it too. */
export function endedEvent(row: TokensTable, { by, reason }: Pick<EndedToken, 'by' | 'reason'>): Event {
  return {
    kind: 'token.deleted',
    subjects: [ofAccount(row.account_id), ...(row.project_id === null ? [] : [ofProject(row.project_id)])],
    details: { token: row.id, description: row.description, by, ...(reason !== undefined && { reason }) },
    rows: rows('tokens', [row.id]),
  };
}
