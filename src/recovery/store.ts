import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export function findAccountById(read: Read, id: AccountId): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findAccountByUsernameKey(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

/** The account whose verified address this is. */
export async function findAccountByAddress(read: Read, mac: string): Promise<AccountsTable | undefined> {
  return read
    .selectFrom('accounts')
    .innerJoin('emails', 'emails.account_id', 'accounts.id')
    .selectAll('accounts')
    .where('emails.address_mac', '=', mac)
    .where('emails.verified_at', 'is not', null)
    .executeTakeFirst();
}

export async function setFrozen(tx: Write, id: AccountId, frozen: { at: Millis; by: 'owner' | 'operator' } | null): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ frozen_at: frozen?.at ?? null, frozen_by: frozen?.by ?? null })
    .where('id', '=', id)
    .execute();
}
