import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import type { ClosingsTable } from '../schema/recovery.ts';
import type { Read } from '../world.ts';
import { RUNNING } from './store.ts';

/** False when it is being closed already. */
export async function insertClosing(
  tx: Write,
  row: Pick<ClosingsTable, 'account_id' | 'asked_at' | 'ripens_at_lived_ms'>,
): Promise<boolean> {
  const asked = await tx
    .insertInto('closings')
    .values({ ...row, hold_asked_by: null, hold_reason: null, held_until_lived_ms: null })
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .returning('account_id')
    .execute();
  return asked.length === 1;
}

export function findClosing(read: Read, accountId: AccountId): Promise<ClosingsTable | undefined> {
  return read.selectFrom('closings').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

/**
 * Closings whose time has come. Those of frozen accounts stand still, and those with something open that may belong to somebody else: a
 * change of addresses, a recovery.
 */
export function listRipeClosings(read: Read, lived: number): Promise<ClosingsTable[]> {
  const asked = read.selectFrom('recoveries').select('account_id').where('is_practice', '=', 0).where('state', 'in', RUNNING);
  return read
    .selectFrom('closings')
    .innerJoin('accounts', 'accounts.id', 'closings.account_id')
    .leftJoin('mail_windows', 'mail_windows.account_id', 'closings.account_id')
    .selectAll('closings')
    .where('closings.ripens_at_lived_ms', '<=', lived)
    .where('accounts.frozen_at', 'is', null)
    .where('mail_windows.account_id', 'is', null)
    .where('closings.account_id', 'not in', asked)
    .where((where) => where.or([where('held_until_lived_ms', 'is', null), where('held_until_lived_ms', '<=', lived)]))
    .orderBy('closings.asked_at')
    .limit(20)
    .execute();
}

/** Takes out one whose time has come and that nobody holds; true for one process. */
export async function claimClosing(tx: Write, accountId: AccountId, lived: number): Promise<boolean> {
  const ripe = tx.deleteFrom('closings').where('account_id', '=', accountId).where('ripens_at_lived_ms', '<=', lived);
  const free = ripe.where((where) => where.or([where('held_until_lived_ms', 'is', null), where('held_until_lived_ms', '<=', lived)]));
  return (await free.returning('account_id').execute()).length === 1;
}

/** The account stays; true when it was being closed. */
export async function dropClosing(tx: Write, accountId: AccountId): Promise<boolean> {
  return (await tx.deleteFrom('closings').where('account_id', '=', accountId).returning('account_id').execute()).length === 1;
}

/** One operator wants the erasure to wait; it does once a second one agrees. */
export async function askHold(tx: Write, accountId: AccountId, { by, reason }: { by: AccountId; reason: string }): Promise<void> {
  const asked = { hold_asked_by: by, hold_reason: reason };
  await tx.updateTable('closings').set(asked).where('account_id', '=', accountId).where('held_until_lived_ms', 'is', null).execute();
}

/** The second operator agrees; true once for a closing. */
export async function claimHold(tx: Write, { account_id, hold_asked_by }: ClosingsTable, until: number): Promise<boolean> {
  const held = tx.updateTable('closings').set({ held_until_lived_ms: until }).where('account_id', '=', account_id);
  const once = held.where('held_until_lived_ms', 'is', null).where('hold_asked_by', '=', hold_asked_by);
  return (await once.returning('account_id').execute()).length === 1;
}
