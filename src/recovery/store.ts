import type { RecoveryState } from '../audit/states/recovery-states.ts';
import { mayMove } from '../audit/states/states.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { RecoveriesTable, UnfreezingsTable, VouchersTable, VouchesTable, VouchingRulesTable } from '../schema/recovery.ts';
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

export async function insertRecovery(tx: Write, row: RecoveriesTable): Promise<void> {
  await tx.insertInto('recoveries').values(row).execute();
}

export function findRecovery(read: Read, id: string): Promise<RecoveriesTable | undefined> {
  return read.selectFrom('recoveries').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Never a practice: nobody holds the secret of one (C5). */
export function findRecoveryByClaimant(read: Read, ref: string): Promise<RecoveriesTable | undefined> {
  return read.selectFrom('recoveries').selectAll().where('claimant_ref', '=', ref).where('is_practice', '=', 0).executeTakeFirst();
}

/** The states of a recovery in which something may still come of it. */
export const RUNNING = ['started', 'requested', 'waiting', 'ready'] as const;

/** What still runs: of one account, or of all. A practice is none of it. */
export function listRunning(read: Read, accountId?: AccountId): Promise<RecoveriesTable[]> {
  const running = read
    .selectFrom('recoveries')
    .selectAll()
    .where('is_practice', '=', 0)
    .where('state', 'in', RUNNING)
    .orderBy('asked_at')
    .orderBy('id');
  return (accountId === undefined ? running : running.where('account_id', '=', accountId)).execute();
}

/** What an operator began and nobody has opened yet: at most one of an account. */
export function findStarted(read: Read, accountId: AccountId): Promise<RecoveriesTable | undefined> {
  const started = read.selectFrom('recoveries').selectAll().where('account_id', '=', accountId).where('state', '=', 'started');
  return started.executeTakeFirst();
}

/** How many requests for the account were stopped since a time. */
export async function countStopped(read: Read, accountId: AccountId, since: number): Promise<number> {
  const stopped = read
    .selectFrom('recoveries')
    .select('id')
    .where('account_id', '=', accountId)
    .where('is_practice', '=', 0)
    .where('state', '=', 'stopped');
  return (await stopped.where('asked_at', '>', since).execute()).length;
}

/** False when this person has vouched for it already. */
export async function insertVouch(tx: Write, row: VouchesTable): Promise<boolean> {
  const vouched = tx
    .insertInto('vouches')
    .values(row)
    .onConflict((conflict) => conflict.columns(['recovery_id', 'person_id']).doNothing());
  return (await vouched.returning('id').execute()).length === 1;
}

export function listVouches(read: Read, recoveryId: string): Promise<VouchesTable[]> {
  return read.selectFrom('vouches').selectAll().where('recovery_id', '=', recoveryId).orderBy('made_at').orderBy('id').execute();
}

type Step = Partial<
  Pick<
    RecoveriesTable,
    'state' | 'ripens_at_lived_ms' | 'warned_at_lived_ms' | 'told_at_lived_ms' | 'dies_at' | 'claimant_ref' | 'voice_mac'
  >
>;

/** The states as the state table names them. */
const STATE_NAMES: Readonly<Record<RecoveriesTable['state'], RecoveryState>> = {
  ...{ started: 'Started', requested: 'Requested', waiting: 'Waiting', ready: 'Ready' },
  ...{ claimed: 'Claimed', stopped: 'Stopped', void: 'Void' },
};

/** Moves a recovery on from the very step that was looked at; true for one process. */
export async function claimState(tx: Write, from: RecoveriesTable, to: Step): Promise<boolean> {
  const next = to.state ?? from.state;
  if (!mayMove('recovery', STATE_NAMES[from.state], STATE_NAMES[next])) throw new Error(`no recovery goes from ${from.state} to ${next}`);
  const { warned_at_lived_ms: warned, told_at_lived_ms: told } = from;
  let moved = tx.updateTable('recoveries').set(to).where('id', '=', from.id).where('state', '=', from.state);
  moved = warned === null ? moved.where('warned_at_lived_ms', 'is', null) : moved.where('warned_at_lived_ms', '=', warned);
  moved = told === null ? moved.where('told_at_lived_ms', 'is', null) : moved.where('told_at_lived_ms', '=', told);
  return (await moved.returning('id').execute()).length === 1;
}

/** True once: it waits one wait longer, and its last notice has to come again (C4). */
export async function claimObjection(tx: Write, { id, ripens_at_lived_ms }: RecoveriesTable, now: Millis, wait: number): Promise<boolean> {
  const later = ripens_at_lived_ms === null ? null : ripens_at_lived_ms + wait;
  const objected = await tx
    .updateTable('recoveries')
    .set({ objected_at: now, ripens_at_lived_ms: later, warned_at_lived_ms: null, told_at_lived_ms: null })
    .where('id', '=', id)
    .where('objected_at', 'is', null)
    .where('state', 'in', ['started', 'requested', 'waiting'])
    .returning('id')
    .execute();
  return objected.length === 1;
}

/** Takes a ready recovery for the browser that holds its secret; true for one request (C1). */
export async function claimRecovery(tx: Write, { id, claimant_ref }: RecoveriesTable, now: Millis): Promise<boolean> {
  const claimed = await tx
    .updateTable('recoveries')
    .set({ state: 'claimed' })
    .where('id', '=', id)
    .where('claimant_ref', '=', claimant_ref)
    .where('state', '=', 'ready')
    .where('is_practice', '=', 0)
    .where('dies_at', '>', now)
    .returning('id')
    .execute();
  return claimed.length === 1;
}

/** What waits of an account waits longer, by so many milliseconds, and its last notice comes again; gives the ids. */
export async function moveWaits(tx: Write, accountId: AccountId, more: number): Promise<string[]> {
  const moved = tx
    .updateTable('recoveries')
    .set((of) => ({
      ...{ ripens_at_lived_ms: of('ripens_at_lived_ms', '+', more), dies_at: of('dies_at', '+', more) },
      ...{ warned_at_lived_ms: null, told_at_lived_ms: null },
    }))
    .where('account_id', '=', accountId)
    .where('is_practice', '=', 0)
    .where('state', 'in', RUNNING);
  return (await moved.returning('id').execute()).map(({ id }) => id);
}

/** Ends what still runs of an account; gives the ids. */
export async function stopRunning(tx: Write, accountId: AccountId, ids?: readonly string[]): Promise<string[]> {
  let stop = tx
    .updateTable('recoveries')
    .set({ state: 'stopped' })
    .where('account_id', '=', accountId)
    .where('is_practice', '=', 0)
    .where('state', 'in', RUNNING);
  if (ids !== undefined) stop = stop.where('id', 'in', ids);
  return (await stop.returning('id').execute()).map(({ id }) => id);
}

/** Whether a mail of a kind to an account still waits. */
export async function hasUndelivered(read: Read, kind: string, accountId: AccountId): Promise<boolean> {
  const waiting = read.selectFrom('outbox').select('id').where('kind', '=', kind).where('account_id', '=', accountId).limit(1);
  return (await waiting.executeTakeFirst()) !== undefined;
}

/** Notes that the owner asks for her frozen account; asked again, the day begins anew. */
export async function askUnfreezing(tx: Write, accountId: AccountId, now: Millis): Promise<void> {
  const row: UnfreezingsTable = { account_id: accountId, asked_at: now, told_at_lived_ms: null };
  await tx
    .insertInto('unfreezings')
    .values(row)
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ asked_at: now, told_at_lived_ms: null }))
    .execute();
}

/**
 * What its owners asked for that can go on now: told to every address (no mail of that kind waits any more), or told before `before`.
 * Only such rows are read, so that no number of others, whose mails do not arrive, holds them up.
 */
export function listUnfreezings(read: Read, told: { readonly by: string; readonly before: number }): Promise<UnfreezingsTable[]> {
  const owners = read.selectFrom('unfreezings').innerJoin('accounts', 'accounts.id', 'unfreezings.account_id').selectAll('unfreezings');
  const waitingMails = read.selectFrom('outbox').select('account_id').where('kind', '=', told.by).where('account_id', 'is not', null);
  return owners
    .where('accounts.frozen_by', '=', 'owner')
    .where((where) =>
      where.or([
        where('told_at_lived_ms', '<=', told.before),
        where.and([where('told_at_lived_ms', 'is', null), where('unfreezings.account_id', 'not in', waitingMails)]),
      ]),
    )
    .orderBy('asked_at')
    .limit(100)
    .execute();
}

/** The notices are delivered: the day begins. True for one process. */
export async function claimUnfreezeTold(tx: Write, { account_id, asked_at }: UnfreezingsTable, lived: number): Promise<boolean> {
  const told = tx.updateTable('unfreezings').set({ told_at_lived_ms: lived }).where('account_id', '=', account_id);
  return (await told.where('asked_at', '=', asked_at).where('told_at_lived_ms', 'is', null).returning('account_id').execute()).length === 1;
}

/** Takes out one whose notices were delivered before a lived time; true for one process. */
export async function claimUnfreezing(tx: Write, accountId: AccountId, toldBefore: number): Promise<boolean> {
  const over = tx.deleteFrom('unfreezings').where('account_id', '=', accountId).where('told_at_lived_ms', '<=', toldBefore);
  return (await over.returning('account_id').execute()).length === 1;
}

/** Ends what was asked, if anything was. */
export async function dropUnfreezing(tx: Write, accountId: AccountId): Promise<boolean> {
  return (await tx.deleteFrom('unfreezings').where('account_id', '=', accountId).returning('account_id').execute()).length === 1;
}

/** When the password was set; undefined for an account without one. */
export async function findPasswordSetAt(read: Read, accountId: AccountId): Promise<number | undefined> {
  return (await read.selectFrom('passwords').select('changed_at').where('account_id', '=', accountId).executeTakeFirst())?.changed_at;
}
