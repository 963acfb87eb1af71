import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Read } from '../world.ts';

/** False when one of this account runs already. */
export async function insertPractice(tx: Write, row: RecoveriesTable): Promise<boolean> {
  const begun = tx
    .insertInto('recoveries')
    .values(row)
    .onConflict((conflict) => conflict.doNothing());
  return (await begun.returning('id').execute()).length === 1;
}

/** The practice run of an account that goes on; else the newest that is over. */
export async function findPractice(read: Read, accountId: AccountId): Promise<RecoveriesTable | undefined> {
  const practices = read.selectFrom('recoveries').selectAll().where('account_id', '=', accountId).where('is_practice', '=', 1);
  const running = await practices.where('state', '=', 'requested').executeTakeFirst();
  return running ?? practices.orderBy('asked_at', 'desc').orderBy('id').limit(1).executeTakeFirst();
}

/** Practice runs past their time. */
export function listOldPractices(read: Read, now: number): Promise<RecoveriesTable[]> {
  const running = read.selectFrom('recoveries').selectAll().where('is_practice', '=', 1).where('state', '=', 'requested');
  return running.where('dies_at', '<=', now).limit(100).execute();
}

/** Ends the practice run of an account; of two requests one gets it. */
export function claimPractice(tx: Write, accountId: AccountId): Promise<RecoveriesTable | undefined> {
  return tx
    .updateTable('recoveries')
    .set({ state: 'void' })
    .where('account_id', '=', accountId)
    .where('is_practice', '=', 1)
    .where('state', '=', 'requested')
    .returningAll()
    .executeTakeFirst();
}

/** Which of these accounts a mail of a kind still waits for. */
export async function listUndelivered(read: Read, kind: string, accountIds: readonly AccountId[]): Promise<ReadonlySet<AccountId>> {
  if (accountIds.length === 0) return new Set();
  const waiting = read.selectFrom('outbox').select('account_id').where('kind', '=', kind).where('account_id', 'in', accountIds);
  return new Set((await waiting.execute()).flatMap(({ account_id }) => (account_id === null ? [] : [account_id])));
}
