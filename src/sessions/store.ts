import type { Transaction } from 'kysely';
import { type QuietSchema, type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, SessionId } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { HalfSessionsTable, MailHoldsTable, SessionsTable } from '../schema/sessions.ts';
import type { Read } from '../world.ts';

export function findSessionRow(read: Read, id: SessionId): Promise<SessionsTable | undefined> {
  return read.selectFrom('sessions').selectAll().where('id', '=', id).where('ended_at', 'is', null).executeTakeFirst();
}

export function findSessionByHandle(read: Read, handle: string): Promise<SessionsTable | undefined> {
  return read.selectFrom('sessions').selectAll().where('handle', '=', handle).where('ended_at', 'is', null).executeTakeFirst();
}

export async function insertSession(tx: Write, row: SessionsTable): Promise<readonly RowRef[]> {
  await tx.insertInto('sessions').values(row).execute();
  return rows('sessions', [row.handle]);
}

/** Ends one live session of the account; of two at once one ends it. */
export async function endSession(tx: Write, accountId: AccountId, handle: string, now: Millis): Promise<readonly RowRef[]> {
  return endWhere(tx, accountId, now, { handle });
}

/** Ends the account's live session that a cookie names; none for another account's. */
export async function endSessionById(tx: Write, accountId: AccountId, id: SessionId, now: Millis): Promise<readonly RowRef[]> {
  return endWhere(tx, accountId, now, { id });
}

/** Ends all live sessions of the account but one. */
export async function endOtherSessions(tx: Write, accountId: AccountId, keptHandle: string, now: Millis): Promise<readonly RowRef[]> {
  return endWhere(tx, accountId, now, { keptHandle });
}

/** Ends all live sessions of the account. */
export async function endAllSessionRows(tx: Write, accountId: AccountId, now: Millis): Promise<readonly RowRef[]> {
  return endWhere(tx, accountId, now, {});
}

async function endWhere(
  tx: Write,
  accountId: AccountId,
  now: Millis,
  which: { handle?: string; id?: SessionId; keptHandle?: string },
): Promise<readonly RowRef[]> {
  let update = tx.updateTable('sessions').set({ ended_at: now }).where('account_id', '=', accountId).where('ended_at', 'is', null);
  if (which.handle !== undefined) update = update.where('handle', '=', which.handle);
  if (which.id !== undefined) update = update.where('id', '=', which.id);
  if (which.keptHandle !== undefined) update = update.where('handle', '!=', which.keptHandle);
  const ended = await update.returning('handle').execute();
  return rows(
    'sessions',
    ended.map((row) => row.handle),
  );
}

/** Sessions that could still be used: of the account's present epoch, not ended, within their 12 hours. */
export function findSessionRows(read: Read, accountId: AccountId, epoch: number, since: number): Promise<SessionsTable[]> {
  return read
    .selectFrom('sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('epoch', '=', epoch)
    .where('ended_at', 'is', null)
    .where('authenticated_at', '>', since)
    .orderBy('started_at', 'desc')
    .execute();
}

export type AccountRow = Pick<AccountsTable, 'id' | 'person_id' | 'username' | 'auth_epoch' | 'needs_second_factor_at' | 'frozen_at'>;

export function findAccount(read: Read, id: AccountId): Promise<AccountRow | undefined> {
  return selectAccount(read).where('id', '=', id).executeTakeFirst();
}

export function findAccountByKey(read: Read, key: string): Promise<AccountRow | undefined> {
  return selectAccount(read).where('username_key', '=', key).executeTakeFirst();
}

function selectAccount(read: Read) {
  return read.selectFrom('accounts').select(['id', 'person_id', 'username', 'auth_epoch', 'needs_second_factor_at', 'frozen_at']);
}

export async function findOperatorRow(
  read: Read,
  accountId: AccountId,
): Promise<{ granted_at: number; granted_by: AccountId | null; row_mac: string } | undefined> {
  return read
    .selectFrom('operators')
    .select(['granted_at', 'granted_by', 'row_mac'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

export async function insertHalf(tx: Transaction<QuietSchema>, half: HalfSessionsTable): Promise<void> {
  await tx.insertInto('half_sessions').values(half).execute();
}

export function findHalf(read: Read, id: string, now: Millis): Promise<HalfSessionsTable | undefined> {
  return read.selectFrom('half_sessions').selectAll().where('id', '=', id).where('dies_at', '>', now).executeTakeFirst();
}

/** Takes the half state out with the epoch it was made in: of two completions one goes on, and none after a change (B16). */
export function claimHalf(
  tx: Write,
  half: { readonly halfId: string; readonly accountId: AccountId },
  epoch: number,
  now: Millis,
): Promise<HalfSessionsTable | undefined> {
  return tx
    .deleteFrom('half_sessions')
    .where('id', '=', half.halfId)
    .where('account_id', '=', half.accountId)
    .where('epoch', '=', epoch)
    .where('dies_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

export async function dropHalf(tx: Transaction<QuietSchema>, id: string): Promise<void> {
  await tx.deleteFrom('half_sessions').where('id', '=', id).execute();
}

export async function insertHold(tx: Write, hold: MailHoldsTable): Promise<void> {
  await tx.insertInto('mail_holds').values(hold).execute();
}

export function findHold(read: Read, id: string, now: Millis): Promise<MailHoldsTable | undefined> {
  return read.selectFrom('mail_holds').selectAll().where('id', '=', id).where('dies_at', '>', now).executeTakeFirst();
}

export function findHoldByHandle(read: Read, handle: string, now: Millis): Promise<MailHoldsTable | undefined> {
  return read.selectFrom('mail_holds').selectAll().where('handle', '=', handle).where('dies_at', '>', now).executeTakeFirst();
}

/** Takes the waiting sign-in out: of two presses of the button one goes on. */
export function claimHold(tx: Write, id: string, now: Millis): Promise<MailHoldsTable | undefined> {
  return tx.deleteFrom('mail_holds').where('id', '=', id).where('dies_at', '>', now).returningAll().executeTakeFirst();
}

/** Ends a waiting sign-in of the account. */
export async function dropHold(tx: Transaction<QuietSchema> | Write, hold: { accountId: AccountId; handle: string }): Promise<void> {
  await (tx as Transaction<QuietSchema>)
    .deleteFrom('mail_holds')
    .where('account_id', '=', hold.accountId)
    .where('handle', '=', hold.handle)
    .execute();
}

/** Since when sessions and browsers must be to be alive. */
export interface DeadSince {
  readonly session: number;
  readonly device: number;
}

/** Accounts that have dead sessions or browsers. */
export async function findDeadOwners(read: Read, since: DeadSince, limit: number): Promise<readonly AccountId[]> {
  const withSessions = await read
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select('accounts.id')
    .distinct()
    .where((is) =>
      is.or([
        is('sessions.ended_at', 'is not', null),
        is('sessions.authenticated_at', '<=', since.session),
        is('sessions.epoch', '<', is.ref('accounts.auth_epoch')),
      ]),
    )
    .orderBy('accounts.id')
    .limit(limit)
    .execute();
  const withDevices = await read
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.id', 'devices.account_id')
    .select('accounts.id')
    .distinct()
    .where((is) => is.or([is('devices.seen_at', '<=', since.device), is('devices.epoch', '<', is.ref('accounts.auth_epoch'))]))
    .orderBy('accounts.id')
    .limit(limit)
    .execute();
  return [...new Set([...withSessions, ...withDevices].map(({ id }) => id))];
}

/** At most so many rows go in one act, so that its event stays small; the next round takes the rest. */
export const DROPPED_AT_ONCE = 200;

/** Deletes sessions of these accounts that are over; asks again what over means. */
export async function dropDeadSessions(tx: Write, owners: readonly AccountId[], since: number): Promise<readonly RowRef[]> {
  const dead = tx
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select('sessions.handle')
    .where('sessions.account_id', 'in', owners)
    .where((is) =>
      is.or([
        is('sessions.ended_at', 'is not', null),
        is('sessions.authenticated_at', '<=', since),
        is('sessions.epoch', '<', is.ref('accounts.auth_epoch')),
      ]),
    )
    .limit(DROPPED_AT_ONCE);
  const dropped = await tx.deleteFrom('sessions').where('handle', 'in', dead).returning('handle').execute();
  return rows(
    'sessions',
    dropped.map((row) => row.handle),
  );
}

/** Deletes half states and waiting sign-ins past their time; gives how many. */
export async function dropDeadHalves(tx: Transaction<QuietSchema>, now: Millis): Promise<number> {
  await tx.deleteFrom('mail_holds').where('dies_at', '<=', now).execute();
  const dropped = await tx.deleteFrom('half_sessions').where('dies_at', '<=', now).returning('id').execute();
  return dropped.length;
}
