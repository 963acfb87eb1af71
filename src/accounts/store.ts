import type { Write } from '../audit/write.ts';
import { type AccountId, DAY, type EmailId, type Millis, type PersonId } from '../base/brands.ts';
import type { AccountsTable, ComingPoliciesTable, EmailsTable, PasswordsTable, RegistrationsTable } from '../schema/accounts.ts';
import type { HalfSessionsTable } from '../schema/sessions.ts';
import type { Read } from '../world.ts';

export function findPassword(read: Read, accountId: AccountId): Promise<PasswordsTable | undefined> {
  return read.selectFrom('passwords').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

/** Says whether there is one. */
export async function disablePassword(tx: Write, accountId: AccountId, now: Millis): Promise<boolean> {
  const stopped = await tx
    .updateTable('passwords')
    .set({ disabled_at: now })
    .where('account_id', '=', accountId)
    .returning('account_id')
    .execute();
  return stopped.length > 0;
}

export async function setPassword(tx: Write, accountId: AccountId, sealed: string, now: Millis): Promise<void> {
  await tx
    .insertInto('passwords')
    .values({ account_id: accountId, sealed, changed_at: now, disabled_at: null })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ sealed, changed_at: now, disabled_at: null }))
    .execute();
}

export function findAccountRow(read: Read, id: AccountId): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whether a name is taken by an account or reserved by a registration that still lives. */
export async function isNameTaken(read: Read, key: string, now: Millis): Promise<boolean> {
  const account = await read.selectFrom('accounts').select('id').where('username_key', '=', key).executeTakeFirst();
  if (account !== undefined) return true;
  const pending = await read
    .selectFrom('registrations')
    .select('id')
    .where('username_key', '=', key)
    .where('dies_at', '>', now)
    .executeTakeFirst();
  return pending !== undefined;
}

/** Whether an account that was closed had the name; `closed` as `closedKeys` gives them. */
export async function isClosedName(read: Read, closed: readonly string[]): Promise<boolean> {
  const had = read.selectFrom('accounts').select('id').where('username_key', 'in', closed).limit(1);
  return (await had.executeTakeFirst()) !== undefined;
}

/** Frees a name that a dead registration holds, and forgets who that was. */
export async function dropDeadRegistration(tx: Write, key: string, now: Millis): Promise<void> {
  const dead = tx.deleteFrom('registrations').where('username_key', '=', key).where('dies_at', '<=', now);
  for (const row of await dead.returning(['id', 'person_id']).execute()) await forgetRegistration(tx, row);
}

/** What is left of a registration that was taken out and made no account: its links, its browser, the key of its person. */
export async function forgetRegistration(tx: Write, { id, person_id }: Pick<RegistrationsTable, 'id' | 'person_id'>): Promise<void> {
  await tx.deleteFrom('links').where('registration_id', '=', id).execute();
  await tx.updateTable('persons').set({ wrapped_key: null }).where('id', '=', person_id).execute();
  await dropPending(tx, id);
}

/** The browser that registered reaches nothing by it any more. */
export async function dropPending(tx: Write, registrationId: string): Promise<void> {
  await tx.deleteFrom('half_sessions').where('registration_id', '=', registrationId).execute();
}

/** False when the name was taken meanwhile. */
export async function insertRegistration(tx: Write, row: RegistrationsTable): Promise<boolean> {
  const made = await tx
    .insertInto('registrations')
    .values(row)
    .onConflict((conflict) => conflict.column('username_key').doNothing())
    .returning('id')
    .execute();
  return made.length === 1;
}

export function findRegistration(read: Read, id: string, now: Millis): Promise<RegistrationsTable | undefined> {
  return read.selectFrom('registrations').selectAll().where('id', '=', id).where('dies_at', '>', now).executeTakeFirst();
}

/** Takes a registration out; of two confirmations at once one gets it. */
export function claimRegistration(tx: Write, id: string): Promise<RegistrationsTable | undefined> {
  return tx.deleteFrom('registrations').where('id', '=', id).returningAll().executeTakeFirst();
}

/** False when the name was taken meanwhile. */
export async function insertAccountRow(tx: Write, row: AccountsTable): Promise<boolean> {
  const made = await tx
    .insertInto('accounts')
    .values(row)
    .onConflict((conflict) => conflict.column('username_key').doNothing())
    .returning('id')
    .execute();
  return made.length === 1;
}

export async function insertEmail(tx: Write, row: EmailsTable): Promise<boolean> {
  const made = await tx
    .insertInto('emails')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return made.length === 1;
}

/** Whose verified address this is. */
export function findVerifiedOwner(read: Read, mac: string): Promise<{ account_id: AccountId; id: EmailId } | undefined> {
  return read
    .selectFrom('emails')
    .select(['account_id', 'id'])
    .where('address_mac', '=', mac)
    .where('verified_at', 'is not', null)
    .executeTakeFirst();
}

/**
 * False when somebody else verified the same address first. The row is put in anew, because of two at once the one that comes second
 * must wait for the unique index and then give way; an update would break on it.
 */
export async function verifyEmail(tx: Write, id: EmailId, now: Millis, vouchedBy: AccountId | null): Promise<boolean> {
  const unverified = tx.deleteFrom('emails').where('id', '=', id).where('verified_at', 'is', null);
  const row = await unverified.returningAll().executeTakeFirst();
  if (row === undefined) return false;
  if (await insertEmail(tx, { ...row, verified_at: now, vouched_by: vouchedBy, dies_at: null })) return true;
  await insertEmail(tx, row);
  return false;
}

export function findVerifiedPrimary(read: Read, accountId: AccountId): Promise<{ id: EmailId } | undefined> {
  return read
    .selectFrom('emails')
    .select('id')
    .where('account_id', '=', accountId)
    .where('primary_at', 'is not', null)
    .where('verified_at', 'is not', null)
    .executeTakeFirst();
}

export async function countEmails(read: Read, accountId: AccountId): Promise<number> {
  const row = await read
    .selectFrom('emails')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/**
 * Makes a verified address the primary one; gives the ids of the rows changed, old primary first. An old one that was never verified
 * dies within a day, like every other.
 */
export async function makePrimary(
  tx: Write,
  accountId: AccountId,
  id: EmailId,
  now: Millis,
): Promise<{ before: EmailId | null } | undefined> {
  const before = await tx
    .updateTable('emails')
    .set((set) => ({
      primary_at: null,
      dies_at: set
        .case()
        .when('verified_at', 'is', null)
        .then(now + DAY)
        .else(null)
        .end(),
    }))
    .where('account_id', '=', accountId)
    .where('primary_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  const made = await tx
    .updateTable('emails')
    .set({ primary_at: now })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('verified_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  return made === undefined ? undefined : { before: before?.id ?? null };
}

/** Removes an address that is not the primary one. */
export function deleteEmail(tx: Write, accountId: AccountId, id: EmailId): Promise<{ id: EmailId } | undefined> {
  return tx
    .deleteFrom('emails')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('primary_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
}

export async function setName(tx: Write, accountId: AccountId, nameSealed: string): Promise<void> {
  await tx.updateTable('accounts').set({ name_sealed: nameSealed }).where('id', '=', accountId).execute();
}

export function findDeadEmails(read: Read, now: Millis): Promise<EmailsTable[]> {
  return read
    .selectFrom('emails')
    .selectAll()
    .where('dies_at', '<=', now)
    .where('verified_at', 'is', null)
    .where('primary_at', 'is', null)
    .limit(100)
    .execute();
}

export function findDeadRegistrations(read: Read, now: Millis): Promise<Pick<RegistrationsTable, 'id'>[]> {
  return read.selectFrom('registrations').select('id').where('dies_at', '<=', now).limit(100).execute();
}

/** Takes a registration out that is still there and still dead. */
export function claimDeadRegistration(tx: Write, id: string, now: Millis): Promise<RegistrationsTable | undefined> {
  return tx.deleteFrom('registrations').where('id', '=', id).where('dies_at', '<=', now).returningAll().executeTakeFirst();
}

/** Removes an address that is still unverified and dead. */
export async function claimDeadEmail(tx: Write, id: EmailId, now: Millis): Promise<boolean> {
  const dead = tx.deleteFrom('emails').where('id', '=', id).where('verified_at', 'is', null).where('dies_at', '<=', now);
  return (await dead.returning('id').execute()).length === 1;
}

export async function dropEmailLinks(tx: Write, id: EmailId): Promise<void> {
  await tx.deleteFrom('links').where('email_id', '=', id).execute();
}

export function findPolicyRows(read: Read): Promise<{ name: string; value: string }[]> {
  return read.selectFrom('policies').select(['name', 'value']).execute();
}

/** @throws Error when there is no such account */
/** As it is written; empty for an account that is no more. */
export async function findUsername(read: Read, id: AccountId): Promise<string> {
  return (await read.selectFrom('accounts').select('username').where('id', '=', id).executeTakeFirst())?.username ?? '';
}

export async function getPersonId(read: Read, accountId: AccountId): Promise<PersonId> {
  const { person_id } = await read.selectFrom('accounts').select('person_id').where('id', '=', accountId).executeTakeFirstOrThrow();
  return person_id;
}

export function listEmails(read: Read, accountId: AccountId): Promise<EmailsTable[]> {
  return read.selectFrom('emails').selectAll().where('account_id', '=', accountId).orderBy('made_at').orderBy('id').execute();
}

export async function insertPending(tx: Write, half: HalfSessionsTable): Promise<void> {
  await tx.insertInto('half_sessions').values(half).execute();
}

export function listComingPolicies(read: Read): Promise<ComingPoliciesTable[]> {
  return read.selectFrom('coming_policies').selectAll().orderBy('name').execute();
}
