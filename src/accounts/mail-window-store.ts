import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import type { EmailsTable, MailWindowsTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export function findWindowRow(read: Read, accountId: AccountId): Promise<MailWindowsTable | undefined> {
  return read.selectFrom('mail_windows').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

/** Opens the window, or moves an open one on: the first snapshot stays (C8). */
export async function insertOrExtend(tx: Write, row: MailWindowsTable): Promise<void> {
  const { ripens_at_lived_ms } = row;
  await tx
    .insertInto('mail_windows')
    .values(row)
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ ripens_at_lived_ms }))
    .execute();
}

export async function setDisputed(tx: Write, accountId: AccountId, lived: number): Promise<void> {
  await tx
    .updateTable('mail_windows')
    .set({ disputed_at_lived_ms: lived })
    .where('account_id', '=', accountId)
    .where('disputed_at_lived_ms', 'is', null)
    .execute();
}

/** Forgets that the change was undone; true when it was. */
export async function clearDisputed(tx: Write, accountId: AccountId): Promise<boolean> {
  const disputed = tx.updateTable('mail_windows').set({ disputed_at_lived_ms: null }).where('account_id', '=', accountId);
  return (await disputed.where('disputed_at_lived_ms', 'is not', null).returning('account_id').execute()).length === 1;
}

/** Takes the window out; of two at once one gets it. With `lived` only one that has ripened by then. */
export function claimWindow(tx: Write, accountId: AccountId, lived?: number): Promise<MailWindowsTable | undefined> {
  const open = tx.deleteFrom('mail_windows').where('account_id', '=', accountId);
  return (lived === undefined ? open : open.where('ripens_at_lived_ms', '<=', lived)).returningAll().executeTakeFirst();
}

/** Accounts whose window has ripened; those that are frozen stand still. */
export function findRipeWindows(read: Read, lived: number): Promise<Pick<MailWindowsTable, 'account_id'>[]> {
  return read
    .selectFrom('mail_windows')
    .innerJoin('accounts', 'accounts.id', 'mail_windows.account_id')
    .select('mail_windows.account_id')
    .where('ripens_at_lived_ms', '<=', lived)
    .where('accounts.frozen_at', 'is', null)
    .limit(100)
    .execute();
}

/** Takes every address of the account out; gives the ids. */
export async function dropEmails(tx: Write, accountId: AccountId): Promise<string[]> {
  const dropped = await tx.deleteFrom('emails').where('account_id', '=', accountId).returning('id').execute();
  return dropped.map(({ id }) => id);
}

/** Puts an address back; false when another account has confirmed it meanwhile. */
export async function putEmailBack(tx: Write, row: EmailsTable): Promise<boolean> {
  const put = tx
    .insertInto('emails')
    .values(row)
    .onConflict((conflict) => conflict.doNothing());
  return (await put.returning('id').execute()).length === 1;
}

export async function isFrozen(read: Read, accountId: AccountId): Promise<boolean> {
  const account = await read.selectFrom('accounts').select('frozen_at').where('id', '=', accountId).executeTakeFirst();
  return account?.frozen_at != null;
}

export async function needsFactor(read: Read, accountId: AccountId): Promise<boolean> {
  const account = await read.selectFrom('accounts').select('needs_second_factor_at').where('id', '=', accountId).executeTakeFirst();
  return account?.needs_second_factor_at != null;
}
