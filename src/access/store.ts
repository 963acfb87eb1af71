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
  // The policies, decided or not: whoever decides one holds this row.
  await read.selectFrom('site').select('id').where('id', '=', 1).forShare().execute();
  await read.selectFrom('accounts').select('id').where('id', '=', accountId).forShare().execute();
  await read.selectFrom('tokens').select('id').where('id', '=', tokenId).forShare().execute();
  await read.selectFrom('emails').select('id').where('account_id', '=', accountId).orderBy('id').forShare().execute();
  await read.selectFrom('totp_apps').select('id').where('account_id', '=', accountId).orderBy('id').forShare().execute();
  await read.selectFrom('webauthn_keys').select('id').where('account_id', '=', accountId).orderBy('id').forShare().execute();
  if (projectId === undefined) return;
  await read
    .selectFrom('project_roles')
    .select('id')
    .where('project_id', '=', projectId)
    .where('account_id', '=', accountId)
    .forShare()
    .execute();
}

export interface StandingRow {
  readonly id: AccountId;
  readonly username: string;
  readonly apps: number;
  readonly keys: number;
  readonly grants: number;
  readonly owns: number;
  readonly maintains: number;
}

/** Every account that is not frozen, with what policies look at; `now` in milliseconds. */
export async function listStandings(read: Read, now: number): Promise<readonly StandingRow[]> {
  const found = await read
    .selectFrom('accounts')
    .select(['accounts.id', 'accounts.username'])
    .select((of) => {
      const count = of.fn.countAll<number>();
      const roles = of.selectFrom('project_roles').select(count.as('n')).whereRef('project_roles.account_id', '=', 'accounts.id');
      const apps = of.selectFrom('totp_apps').select(count.as('n')).whereRef('totp_apps.account_id', '=', 'accounts.id');
      const keys = of.selectFrom('webauthn_keys').select(count.as('n')).whereRef('webauthn_keys.account_id', '=', 'accounts.id');
      const grants = of.selectFrom('operators').select(count.as('n')).whereRef('operators.account_id', '=', 'accounts.id');
      return [
        apps.where('disabled_at', 'is', null).as('apps'),
        keys.where((or) => or.or([or('leaves_at', 'is', null), or('leaves_at', '>', now)])).as('keys'),
        grants.as('grants'),
        roles.where('role', '=', 'owner').as('owns'),
        roles.where('role', '=', 'maintainer').as('maintains'),
      ];
    })
    .where('frozen_at', 'is', null)
    .orderBy('accounts.username')
    .execute();
  // PostgreSQL gives counts as texts.
  return found.map(({ id, username, ...counts }) => ({
    ...{ id, username, apps: Number(counts.apps), keys: Number(counts.keys) },
    ...{ grants: Number(counts.grants), owns: Number(counts.owns), maintains: Number(counts.maintains) },
  }));
}
