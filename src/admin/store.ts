import type { Transaction } from 'kysely';
import { CLOSED_PREFIX } from '../accounts/closed-name.ts';
import type { QuietSchema } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type {
  AccountsTable,
  AdoptionDaysTable,
  ComingPoliciesTable,
  OperatorsTable,
  PendingPoliciesTable,
  PoliciesTable,
  SiteTable,
} from '../schema/accounts.ts';
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
    .where('username_key', 'not like', `${CLOSED_PREFIX}%`)
    .orderBy('made_at', 'desc')
    .limit(500)
    .execute();
}

export function findAccountByKey(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

export async function listOperators(read: Read): Promise<readonly { accountId: AccountId; username: string }[]> {
  return read
    .selectFrom('operators')
    .innerJoin('accounts', 'accounts.id', 'operators.account_id')
    .select(['accounts.id as accountId', 'accounts.username'])
    .orderBy('accounts.id')
    .execute();
}

/** An operator says that the time is right: the mark follows, and clocks that jumped before are trusted. */
export async function setConfirmed(tx: Write, now: Millis): Promise<void> {
  await tx.updateTable('clock').set({ confirmed_at: now, high_water_at: now }).where('id', '=', 1).execute();
}

export async function setPolicy(tx: Write, policy: PoliciesTable): Promise<void> {
  const { value, changed_at } = policy;
  await tx
    .insertInto('policies')
    .values(policy)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, changed_at }))
    .execute();
}

/** False when another change of this policy waits already. */
export async function insertPendingPolicy(tx: Write, pending: PendingPoliciesTable): Promise<boolean> {
  const made = tx
    .insertInto('pending_policies')
    .values(pending)
    .onConflict((conflict) => conflict.column('name').doNothing());
  return (await made.returning('name').execute()).length === 1;
}

/** WAIT became longer by so many milliseconds, for what waits already too. */
export async function lengthenWaits(tx: Write, more: number): Promise<void> {
  await tx
    .updateTable('pending_policies')
    .set((of) => ({ ripens_at_lived_ms: of('ripens_at_lived_ms', '+', more) }))
    .execute();
}

export function listPendingPolicies(read: Read): Promise<PendingPoliciesTable[]> {
  return read.selectFrom('pending_policies').selectAll().orderBy('name').execute();
}

export function dropPendingPolicy(tx: Write, name: string): Promise<PendingPoliciesTable | undefined> {
  return tx.deleteFrom('pending_policies').where('name', '=', name).returningAll().executeTakeFirst();
}

/** Takes out the very change that was looked at; of two processes one gets it. */
export function claimPendingPolicy(tx: Write, name: string, askedAt: number): Promise<PendingPoliciesTable | undefined> {
  return tx.deleteFrom('pending_policies').where('name', '=', name).where('asked_at', '=', askedAt).returningAll().executeTakeFirst();
}

export async function markTold(tx: Write, name: string, lived: number): Promise<void> {
  const pending = tx.updateTable('pending_policies').set({ told_at_lived_ms: lived }).where('name', '=', name);
  await pending.where('told_at_lived_ms', 'is', null).execute();
}

/** Mails that the mail server did not take so far: how many, and since when the oldest waits. */
export async function findUntakenMails(read: Read): Promise<{ readonly count: number; readonly since: number } | undefined> {
  const row = await read
    .selectFrom('outbox')
    .select((select) => [select.fn.countAll<number>().as('count'), select.fn.min('made_at').as('since')])
    .where('kind', 'not like', 'job:%')
    .where('tries', '>', 0)
    .executeTakeFirst();
  return row === undefined || Number(row.count) === 0 ? undefined : { count: Number(row.count), since: Number(row.since) };
}

/** Whether mails of a kind still wait to be delivered. */
export async function hasUndelivered(read: Read, kind: string): Promise<boolean> {
  return (await read.selectFrom('outbox').select('id').where('kind', '=', kind).limit(1).executeTakeFirst()) !== undefined;
}

export function findComingPolicy(read: Read, name: string): Promise<ComingPoliciesTable | undefined> {
  return read.selectFrom('coming_policies').selectAll().where('name', '=', name).executeTakeFirst();
}

export async function setComingPolicy(tx: Write, coming: ComingPoliciesTable): Promise<void> {
  await tx
    .insertInto('coming_policies')
    .values(coming)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(coming))
    .execute();
}

export async function dropComingPolicy(tx: Write, name: string): Promise<void> {
  await tx.deleteFrom('coming_policies').where('name', '=', name).execute();
}

/** Takes out the very decision that was looked at; of two processes one gets it. */
export function claimComingPolicy(tx: Write, { name, decided_at }: ComingPoliciesTable): Promise<ComingPoliciesTable | undefined> {
  return tx.deleteFrom('coming_policies').where('name', '=', name).where('decided_at', '=', decided_at).returningAll().executeTakeFirst();
}

/** What every account was told of factors that are asked of it: `account about`. */
export async function listNotices(read: Read): Promise<ReadonlySet<string>> {
  const told = await read.selectFrom('factor_notices').select(['account_id', 'about']).execute();
  return new Set(told.map(({ account_id, about }) => `${account_id} ${about}`));
}

/** True for one caller: an account is told once. */
export async function claimNotice(tx: Write, accountId: AccountId, about: string, now: Millis): Promise<boolean> {
  const row = { account_id: accountId, about, told_at: now };
  const made = tx
    .insertInto('factor_notices')
    .values(row)
    .onConflict((conflict) => conflict.doNothing());
  return (await made.returning('about').execute()).length === 1;
}

const MOST_DAYS = 366;

/** The last year's, oldest first. */
export async function listAdoptionDays(read: Read): Promise<AdoptionDaysTable[]> {
  return (await read.selectFrom('adoption_days').selectAll().orderBy('day', 'desc').limit(MOST_DAYS).execute()).toReversed();
}

export async function setAdoptionDay(tx: Transaction<QuietSchema>, row: AdoptionDaysTable): Promise<void> {
  await tx
    .insertInto('adoption_days')
    .values(row)
    .onConflict((conflict) => conflict.column('day').doUpdateSet(row))
    .execute();
}
