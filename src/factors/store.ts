import type { Transaction } from 'kysely';
import type { QuietSchema } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, AppId, KeyId, Millis } from '../base/brands.ts';
import type {
  EnrolmentsTable,
  PasskeyRulesTable,
  RecoveryCodesTable,
  RecoveryListsTable,
  TotpAppsTable,
  WebauthnKeysTable,
} from '../schema/sessions.ts';
import type { Read } from '../world.ts';

export function findAppRows(read: Read, accountId: AccountId): Promise<TotpAppsTable[]> {
  return read.selectFrom('totp_apps').selectAll().where('account_id', '=', accountId).orderBy('made_at').orderBy('id').execute();
}

export async function insertApp(tx: Write, row: TotpAppsTable): Promise<void> {
  await tx.insertInto('totp_apps').values(row).execute();
}

/** True for one caller: only a step greater than every step accepted before, for whatever purpose (design 6). */
export async function claimStep(tx: Write, appId: AppId, step: number): Promise<boolean> {
  const claimed = await tx
    .updateTable('totp_apps')
    .set({ last_step: step })
    .where('id', '=', appId)
    .where('last_step', '<', step)
    .where('disabled_at', 'is', null)
    .returning('id')
    .execute();
  return claimed.length === 1;
}

/** `row_mac` covers the name. */
export async function renameApp(tx: Write, { id, name, row_mac }: Pick<TotpAppsTable, 'id' | 'name' | 'row_mac'>): Promise<void> {
  await tx.updateTable('totp_apps').set({ name, row_mac }).where('id', '=', id).execute();
}

export async function disableApps(tx: Write, accountId: AccountId, now: Millis): Promise<AppId[]> {
  const disabled = await tx
    .updateTable('totp_apps')
    .set({ disabled_at: now })
    .where('account_id', '=', accountId)
    .where('disabled_at', 'is', null)
    .returning('id')
    .execute();
  return disabled.map((row) => row.id);
}

export function findLiveList(read: Read, accountId: AccountId): Promise<RecoveryListsTable | undefined> {
  return read
    .selectFrom('recovery_lists')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
}

export async function countUnusedCodes(read: Read, listId: string): Promise<number> {
  const row = await read
    .selectFrom('recovery_codes')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('list_id', '=', listId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many codes a list ever had. */
export async function countCodes(read: Read, listId: string): Promise<number> {
  return (await read.selectFrom('recovery_codes').select('id').where('list_id', '=', listId).execute()).length;
}

export async function insertCodes(tx: Write, codes: readonly RecoveryCodesTable[]): Promise<void> {
  await tx
    .insertInto('recovery_codes')
    .values([...codes])
    .execute();
}

export async function isUnusedCode(read: Read, accountId: AccountId, listId: string, value: string): Promise<boolean> {
  const codes = read.selectFrom('recovery_codes').select('id').where('account_id', '=', accountId).where('list_id', '=', listId);
  return (await codes.where('value', '=', value).where('used_at', 'is', null).executeTakeFirst()) !== undefined;
}

/** True (an id) for one caller: a code is used once (B10). */
export async function claimCode(
  tx: Write,
  { accountId, listId, value }: { readonly accountId: AccountId; readonly listId: string; readonly value: string },
  now: Millis,
): Promise<string | undefined> {
  const claimed = await tx
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('account_id', '=', accountId)
    .where('list_id', '=', listId)
    .where('value', '=', value)
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return claimed?.id;
}

/** Lists that were replaced or ended after a time. */
export function findReplacedLists(read: Read, accountId: AccountId, since: number): Promise<Pick<RecoveryListsTable, 'made_at'>[]> {
  return read.selectFrom('recovery_lists').select('made_at').where('account_id', '=', accountId).where('replaced_at', '>', since).execute();
}

/** Ends the list in force, if any, and its unused codes with it; gives the ids of lists ended. */
export async function replaceList(tx: Write, accountId: AccountId, now: Millis): Promise<string[]> {
  const ended = await tx
    .updateTable('recovery_lists')
    .set({ replaced_at: now })
    .where('account_id', '=', accountId)
    .where('replaced_at', 'is', null)
    .returning('id')
    .execute();
  return ended.map((row) => row.id);
}

export async function insertList(tx: Write, list: RecoveryListsTable, codes: readonly RecoveryCodesTable[]): Promise<void> {
  await tx.insertInto('recovery_lists').values(list).execute();
  await insertCodes(tx, codes);
}

/** The enrolment of an account in the session that has this nonce. */
export interface EnrolmentKey {
  readonly accountId: AccountId;
  readonly nonce: string;
}

export function findEnrolment(read: Read, { accountId, nonce }: EnrolmentKey, now: Millis): Promise<EnrolmentsTable | undefined> {
  return read
    .selectFrom('enrolments')
    .selectAll()
    .where('nonce', '=', nonce)
    .where('account_id', '=', accountId)
    .where('dies_at', '>', now)
    .executeTakeFirst();
}

export async function insertEnrolment(tx: Write, enrolment: EnrolmentsTable): Promise<void> {
  await tx.deleteFrom('enrolments').where('account_id', '=', enrolment.account_id).execute();
  await tx.insertInto('enrolments').values(enrolment).execute();
}

/** Takes the enrolment out; of two confirmations at once one gets it. */
export function claimEnrolment(tx: Write, { accountId, nonce }: EnrolmentKey, now: Millis): Promise<EnrolmentsTable | undefined> {
  return tx
    .deleteFrom('enrolments')
    .where('nonce', '=', nonce)
    .where('account_id', '=', accountId)
    .where('dies_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** With a time a password alone never opens the account from now on; what was made until that time counts as its first factor (B17). */
export async function setNeedsSecondFactor(tx: Write, accountId: AccountId, since: Millis | null): Promise<void> {
  await tx.updateTable('accounts').set({ needs_second_factor_at: since }).where('id', '=', accountId).execute();
}

/** Deletes enrolments past their time; gives how many. */
export async function dropDeadEnrolments(tx: Transaction<QuietSchema>, now: Millis): Promise<number> {
  const dropped = await tx.deleteFrom('enrolments').where('dies_at', '<=', now).returning('nonce').execute();
  return dropped.length;
}

/** Refuses every step up to one, in all apps of the account; gives the ids of those that had not come so far. */
export async function passSteps(tx: Write, accountId: AccountId, step: number): Promise<AppId[]> {
  const passed = await tx
    .updateTable('totp_apps')
    .set({ last_step: step })
    .where('account_id', '=', accountId)
    .where('last_step', '<', step)
    .returning('id')
    .execute();
  return passed.map((row) => row.id);
}

/** Suspends the list in force; gives its id. */
export async function suspendList(tx: Write, accountId: AccountId, now: Millis): Promise<string[]> {
  const suspended = await tx
    .updateTable('recovery_lists')
    .set({ suspended_at: now })
    .where('account_id', '=', accountId)
    .where('replaced_at', 'is', null)
    .returning('id')
    .execute();
  return suspended.map((row) => row.id);
}

export function findKeyRows(read: Read, accountId: AccountId): Promise<WebauthnKeysTable[]> {
  return read.selectFrom('webauthn_keys').selectAll().where('account_id', '=', accountId).orderBy('made_at').orderBy('id').execute();
}

export function findKeyRowByCredential(read: Read, credentialId: string): Promise<WebauthnKeysTable | undefined> {
  return read.selectFrom('webauthn_keys').selectAll().where('credential_id', '=', credentialId).executeTakeFirst();
}

/** False when an account of this index has that credential already. */
export async function insertKey(tx: Write, row: WebauthnKeysTable): Promise<boolean> {
  const inserted = await tx
    .insertInto('webauthn_keys')
    .values(row)
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

/** Gives the name before; undefined when the account has no such key. */
export async function renameKey(
  tx: Write,
  { accountId, id, name }: { readonly accountId: AccountId; readonly id: KeyId; readonly name: string },
): Promise<string | undefined> {
  const key = await tx
    .selectFrom('webauthn_keys')
    .select('name')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (key !== undefined) await tx.updateTable('webauthn_keys').set({ name }).where('id', '=', id).execute();
  return key?.name;
}

/** When a key's removal takes effect, or that it stays; false when the account has no such key, or it leaves already. */
export async function setLeaving(
  tx: Write,
  { accountId, id, leavesAt }: { readonly accountId: AccountId; readonly id: KeyId; readonly leavesAt: number | null },
): Promise<boolean> {
  const set = tx.updateTable('webauthn_keys').set({ leaves_at: leavesAt }).where('id', '=', id).where('account_id', '=', accountId);
  const changed = await (leavesAt === null ? set : set.where('leaves_at', 'is', null)).returning('id').execute();
  return changed.length === 1;
}

/** Ends every key that opens something. */
export function endKeys(tx: Write, accountId: AccountId, now: Millis): Promise<Pick<WebauthnKeysTable, 'id' | 'name'>[]> {
  const ended = tx.updateTable('webauthn_keys').set({ leaves_at: now }).where('account_id', '=', accountId);
  const live = ended.where((is) => is.or([is('leaves_at', 'is', null), is('leaves_at', '>', now)]));
  return live.returning(['id', 'name']).execute();
}

/** True for one caller: an authenticator that counts never shows the same number twice (Level 3, section 6.1.3). */
export async function claimSignCount(tx: Write, { id, signCount }: { id: KeyId; signCount: number }, now: Millis): Promise<boolean> {
  const claimed = await tx
    .updateTable('webauthn_keys')
    .set({ sign_count: signCount })
    .where('id', '=', id)
    .where((is) => is.or([is('sign_count', '<', signCount), is.and([is('sign_count', '=', 0), is.val(signCount === 0)])]))
    .where((is) => is.or([is('leaves_at', 'is', null), is('leaves_at', '>', now)]))
    .returning('id')
    .execute();
  return claimed.length === 1;
}

/** True for one caller: each challenge is answered once. */
export async function claimChallenge(tx: Write, ref: string, diesAt: Millis): Promise<boolean> {
  const claimed = await tx
    .insertInto('spent_challenges')
    .values({ ref, dies_at: diesAt })
    .onConflict((conflict) => conflict.column('ref').doNothing())
    .returning('ref')
    .execute();
  return claimed.length === 1;
}

/** Deletes answered challenges that have died anyway; gives how many. */
export async function dropDeadChallenges(tx: Transaction<QuietSchema>, now: Millis): Promise<number> {
  const dropped = await tx.deleteFrom('spent_challenges').where('dies_at', '<=', now).returning('ref').execute();
  return dropped.length;
}

/** Whoever wrote the row: a policy may ask more of an operator, never less. */
export async function hasOperatorRow(read: Read, accountId: AccountId): Promise<boolean> {
  return (await read.selectFrom('operators').select('account_id').where('account_id', '=', accountId).executeTakeFirst()) !== undefined;
}

export function findPasskeyRule(read: Read, accountId: AccountId): Promise<PasskeyRulesTable | undefined> {
  return read.selectFrom('passkey_rules').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

/** Also where an older rule has ended. */
export async function insertPasskeyRule(tx: Write, rule: PasskeyRulesTable): Promise<void> {
  await tx.deleteFrom('passkey_rules').where('account_id', '=', rule.account_id).execute();
  await tx.insertInto('passkey_rules').values(rule).execute();
}

export async function setRuleEnd(tx: Write, accountId: AccountId, endsAt: number | null): Promise<void> {
  await tx.updateTable('passkey_rules').set({ ends_lived_ms: endsAt }).where('account_id', '=', accountId).execute();
}
