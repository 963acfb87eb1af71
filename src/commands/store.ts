import type { AccountId } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export function findAccountByKey(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

export interface ListedAccount extends Pick<AccountsTable, 'id' | 'username' | 'made_at' | 'frozen_at' | 'needs_second_factor_at'> {
  /** Set for operators. */
  readonly operator_id: AccountId | null;
}

/** Every account, by name. */
export function listAccounts(read: Read): Promise<ListedAccount[]> {
  return read
    .selectFrom('accounts')
    .leftJoin('operators', 'operators.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.username', 'accounts.made_at', 'accounts.frozen_at', 'accounts.needs_second_factor_at'])
    .select('operators.account_id as operator_id')
    .orderBy('accounts.username_key')
    .execute();
}

export async function isOperator(read: Read, id: AccountId): Promise<boolean> {
  return (await read.selectFrom('operators').select('account_id').where('account_id', '=', id).executeTakeFirst()) !== undefined;
}

/** Sessions of the account's present epoch that nobody ended. */
export async function countOpenSessions(read: Read, { id, auth_epoch }: Pick<AccountsTable, 'id' | 'auth_epoch'>): Promise<number> {
  const row = await read
    .selectFrom('sessions')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', id)
    .where('epoch', '=', auth_epoch)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function listOwnProjects(read: Read, id: AccountId): Promise<string[]> {
  const found = await read
    .selectFrom('project_roles')
    .innerJoin('projects', 'projects.id', 'project_roles.project_id')
    .select('projects.name')
    .where('project_roles.account_id', '=', id)
    .orderBy('projects.name')
    .execute();
  return found.map((row) => row.name);
}
