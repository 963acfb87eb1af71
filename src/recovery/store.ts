import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { VouchersTable, VouchingRulesTable } from '../schema/recovery.ts';
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

export interface NamedVoucher extends VouchersTable {
  readonly username: string;
}

/** Whom an account named, oldest first; `username` is the voucher's. */
export function listVouchers(read: Read, accountId: AccountId): Promise<NamedVoucher[]> {
  return read
    .selectFrom('vouchers')
    .innerJoin('accounts', 'accounts.id', 'vouchers.voucher_id')
    .selectAll('vouchers')
    .select('accounts.username')
    .where('vouchers.account_id', '=', accountId)
    .orderBy('vouchers.named_at')
    .orderBy('vouchers.id')
    .execute();
}

/** Who named an account; `username` is the owner's. */
export function listWards(read: Read, voucherId: AccountId): Promise<NamedVoucher[]> {
  return read
    .selectFrom('vouchers')
    .innerJoin('accounts', 'accounts.id', 'vouchers.account_id')
    .selectAll('vouchers')
    .select('accounts.username')
    .where('vouchers.voucher_id', '=', voucherId)
    .orderBy('vouchers.named_at')
    .orderBy('vouchers.id')
    .execute();
}

export function findVoucher(read: Read, id: string): Promise<VouchersTable | undefined> {
  return read.selectFrom('vouchers').selectAll().where('id', '=', id).executeTakeFirst();
}

/** False when she is named already. */
export async function insertVoucher(tx: Write, row: VouchersTable): Promise<boolean> {
  const named = await tx
    .insertInto('vouchers')
    .values(row)
    .onConflict((conflict) => conflict.columns(['account_id', 'voucher_id']).doNothing())
    .returning('id')
    .execute();
  return named.length === 1;
}

/** True for one request: whoever accepts twice does not begin the wait anew. */
export async function claimAcceptance(tx: Write, { id, accepted_at, counts_from_lived_ms, row_mac }: VouchersTable): Promise<boolean> {
  const accepted = tx.updateTable('vouchers').set({ accepted_at, counts_from_lived_ms, row_mac }).where('id', '=', id);
  return (await accepted.where('accepted_at', 'is', null).returning('id').execute()).length === 1;
}

export async function deleteVoucher(tx: Write, id: string): Promise<boolean> {
  return (await tx.deleteFrom('vouchers').where('id', '=', id).returning('id').execute()).length === 1;
}

export function findRule(read: Read, accountId: AccountId): Promise<VouchingRulesTable | undefined> {
  return read.selectFrom('vouching_rules').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

export async function setRule(tx: Write, rule: VouchingRulesTable): Promise<void> {
  const { account_id: _id, ...changed } = rule;
  await tx
    .insertInto('vouching_rules')
    .values(rule)
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(changed))
    .execute();
}
