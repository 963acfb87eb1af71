import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, ProjectId, SessionId, TokenId } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { TokensTable } from '../schema/projects.ts';
import type { Read } from '../world.ts';

export type TokenOwner = Pick<AccountsTable, 'username' | 'person_id' | 'frozen_at'>;

/** A token's row with what matters of its owner, in one question. */
export async function findTokenWithOwner(read: Read, id: TokenId): Promise<{ row: TokensTable; owner: TokenOwner } | undefined> {
  const found = await read
    .selectFrom('tokens')
    .innerJoin('accounts', 'accounts.id', 'tokens.account_id')
    .selectAll('tokens')
    .select(['accounts.username', 'accounts.person_id', 'accounts.frozen_at'])
    .where('tokens.id', '=', id)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { username, person_id, frozen_at, ...row } = found;
  return { row, owner: { username, person_id, frozen_at } };
}

export function findTokenRow(read: Read, id: TokenId): Promise<TokensTable | undefined> {
  return read.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Tokens that are not deleted, newest first. */
export function listLiveTokens(read: Read, accountId: AccountId): Promise<TokensTable[]> {
  return selectLive(read, accountId).orderBy('made_at', 'desc').orderBy('id').execute();
}

export function findLiveToken(read: Read, accountId: AccountId, id: TokenId): Promise<TokensTable | undefined> {
  return selectLive(read, accountId).where('id', '=', id).executeTakeFirst();
}

export async function hasLiveDescription(read: Read, accountId: AccountId, description: string): Promise<boolean> {
  return (await selectLive(read, accountId).where('description', '=', description).executeTakeFirst()) !== undefined;
}

function selectLive(read: Read, accountId: AccountId) {
  return read.selectFrom('tokens').selectAll().where('account_id', '=', accountId).where('deleted_at', 'is', null);
}

export async function insertToken(tx: Write, row: TokensTable): Promise<readonly RowRef[]> {
  await tx.insertInto('tokens').values(row).execute();
  return rows('tokens', [row.id]);
}

/** Ends a live token of the account; of two at once one ends it. */
export function endToken(tx: Write, accountId: AccountId, id: TokenId, now: Millis): Promise<TokensTable | undefined> {
  return tx
    .updateTable('tokens')
    .set({ deleted_at: now })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Suspends the account's live tokens made since a time; gives the ids of those it suspended. */
export async function suspendSince(tx: Write, accountId: AccountId, since: number, now: Millis): Promise<TokenId[]> {
  const suspended = await tx
    .updateTable('tokens')
    .set({ suspended_at: now })
    .where('account_id', '=', accountId)
    .where('made_at', '>=', since)
    .where('deleted_at', 'is', null)
    .where('suspended_at', 'is', null)
    .returning('id')
    .execute();
  return suspended.map((row) => row.id);
}

/** Ends the account's live tokens made after a time; gives their ids. */
export async function endSince(tx: Write, accountId: AccountId, since: number, now: Millis): Promise<TokenId[]> {
  const made = tx.updateTable('tokens').set({ deleted_at: now }).where('account_id', '=', accountId).where('made_at', '>', since);
  return (await made.where('deleted_at', 'is', null).returning('id').execute()).map(({ id }) => id);
}

export function resumeSuspended(tx: Write, accountId: AccountId, id: TokenId): Promise<TokensTable | undefined> {
  return tx
    .updateTable('tokens')
    .set({ suspended_at: null })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .where('suspended_at', 'is not', null)
    .returningAll()
    .executeTakeFirst();
}

/** Ends a suspended token of the account; of two at once one ends it. */
export function endSuspended(tx: Write, accountId: AccountId, id: TokenId, now: number): Promise<TokensTable | undefined> {
  const suspended = tx.updateTable('tokens').set({ deleted_at: now }).where('id', '=', id).where('account_id', '=', accountId);
  return suspended.where('deleted_at', 'is', null).where('suspended_at', 'is not', null).returningAll().executeTakeFirst();
}

/** Whether a session still holds inside an act: not ended, of the account's present epoch, the account not frozen. */
export async function isSessionLive(read: Read, id: SessionId): Promise<boolean> {
  const found = await read
    .selectFrom('sessions')
    .innerJoin('accounts', (join) =>
      join.onRef('accounts.id', '=', 'sessions.account_id').onRef('accounts.auth_epoch', '=', 'sessions.epoch'),
    )
    .select('sessions.handle')
    .where('sessions.id', '=', id)
    .where('sessions.ended_at', 'is', null)
    .where('accounts.frozen_at', 'is', null)
    .executeTakeFirst();
  return found !== undefined;
}

/** Names of projects by id; deleted ones are absent. */
export async function findProjectNames(read: Read, ids: readonly ProjectId[]): Promise<ReadonlyMap<ProjectId, string>> {
  if (ids.length === 0) return new Map();
  const found = await read.selectFrom('projects').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(found.map((row) => [row.id, row.name]));
}
