import type { AccountId, ProjectId, TokenId } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export function findAccountState(
  read: Read,
  id: AccountId,
): Promise<Pick<AccountsTable, 'frozen_at' | 'needs_second_factor_at'> | undefined> {
  return read.selectFrom('accounts').select(['frozen_at', 'needs_second_factor_at']).where('id', '=', id).executeTakeFirst();
}

/**
 * Holds everything an upload's permission rests on until the act ends, so that none of it can change between check and commit (E9):
 * shared, because uploads of one account need not wait for each other. For PostgreSQL; on SQLite the transaction is the lock.
 */
export async function holdPermission(
  read: Read,
  held: { tokenId: TokenId; accountId: AccountId; projectId: ProjectId | undefined },
): Promise<void> {
  const { tokenId, accountId, projectId } = held;
  await read.selectFrom('accounts').select('id').where('id', '=', accountId).forShare().execute();
  await read.selectFrom('tokens').select('id').where('id', '=', tokenId).forShare().execute();
  await read.selectFrom('emails').select('id').where('account_id', '=', accountId).orderBy('id').forShare().execute();
  await read.selectFrom('totp_apps').select('id').where('account_id', '=', accountId).orderBy('id').forShare().execute();
  await read.selectFrom('webauthn_keys').select('id').where('account_id', '=', accountId).orderBy('id').forShare().execute();
  await read.selectFrom('policies').select('name').orderBy('name').forShare().execute();
  if (projectId === undefined) return;
  await read
    .selectFrom('project_roles')
    .select('id')
    .where('project_id', '=', projectId)
    .where('account_id', '=', accountId)
    .forShare()
    .execute();
}
