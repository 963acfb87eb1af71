import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { AccountsTable, OperatorsTable, SiteTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export function findSiteRow(read: Read): Promise<SiteTable | undefined> {
  return read.selectFrom('site').selectAll().where('id', '=', 1).executeTakeFirst();
}

/** True once, for ever: the first operator (D1). */
export async function claimFirstOperator(tx: Write, now: Millis): Promise<boolean> {
  const claimed = await tx
    .updateTable('site')
    .set({ first_operator_at: now })
    .where('id', '=', 1)
    .where('first_operator_at', 'is', null)
    .returning('id')
    .execute();
  return claimed.length === 1;
}

export async function insertOperator(tx: Write, row: OperatorsTable): Promise<void> {
  await tx.insertInto('operators').values(row).execute();
}

export type ListedAccount = Pick<AccountsTable, 'id' | 'username' | 'made_at' | 'frozen_at' | 'needs_second_factor_at'>;

export function listAccounts(read: Read): Promise<ListedAccount[]> {
  return read
    .selectFrom('accounts')
    .select(['id', 'username', 'made_at', 'frozen_at', 'needs_second_factor_at'])
    .orderBy('made_at', 'desc')
    .limit(500)
    .execute();
}

export function findAccountByKey(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

export async function hasOperator(read: Read, id: AccountId): Promise<boolean> {
  return (await read.selectFrom('operators').select('account_id').where('account_id', '=', id).executeTakeFirst()) !== undefined;
}
