import { CLOSED_NAME } from '../accounts/closed-name.ts';
import { type GuardedTable, type RowRef, rowKey, rows, WATCH } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, PersonId } from '../base/brands.ts';
import type { TableName } from '../schema/schema.ts';

/**
 * What becomes of a table's rows about somebody whose account is closed: `deleted` by `account_id`; `apart`, by a statement of its own
 * below; `kept` because it proves something and names nobody; `nobody`, because nothing in it is about an account.
 */
type Fate = 'deleted' | 'apart' | 'kept' | 'nobody';

/** The compiler asks for a word about every new table. What hangs on another table's row comes before it. */
export const FATES: Readonly<Record<TableName, Fate>> = {
  passwords: 'deleted',
  emails: 'deleted',
  mail_windows: 'deleted',
  doubted_emails: 'deleted',
  operators: 'deleted',
  sessions: 'deleted',
  half_sessions: 'deleted',
  mail_holds: 'deleted',
  devices: 'deleted',
  totp_apps: 'deleted',
  removed_apps: 'deleted',
  enrolments: 'deleted',
  recovery_codes: 'deleted',
  recovery_lists: 'deleted',
  webauthn_keys: 'deleted',
  passkey_rules: 'deleted',
  vouching_rules: 'deleted',
  unfreezings: 'deleted',
  closings: 'deleted',
  tokens: 'deleted',
  project_roles: 'deleted',
  factor_notices: 'deleted',
  refusal_tallies: 'deleted',
  persons: 'apart',
  accounts: 'apart',
  links: 'apart',
  vouchers: 'apart',
  guesses: 'apart',
  sightings: 'apart',
  entry_blobs: 'apart',
  outbox: 'apart',
  // Ids and MACs, and signatures that prove who vouched for whom.
  recoveries: 'kept',
  vouches: 'kept',
  entries: 'kept',
  entry_subjects: 'kept',
  files: 'kept',
  releases: 'nobody',
  projects: 'nobody',
  filenames: 'nobody',
  blobs: 'nobody',
  registrations: 'nobody',
  day_keys: 'nobody',
  site: 'nobody',
  policies: 'nobody',
  pending_policies: 'nobody',
  coming_policies: 'nobody',
  adoption_days: 'nobody',
  host_settings: 'nobody',
  spent_challenges: 'nobody',
  log_head: 'nobody',
  tiles: 'nobody',
  checkpoints: 'nobody',
  // By a keyed index, of all who share the domain.
  mail_domains: 'nobody',
  // Sealed under the cookie of the browser alone.
  browsers: 'nobody',
  limit_counters: 'nobody',
  leases: 'nobody',
  clock: 'nobody',
  migrations: 'nobody',
};

/** Whose rows go. */
export interface Erased {
  readonly accountId: AccountId;
  readonly personId: PersonId;
  /** What stands in place of the name's key from now on. */
  readonly closedKey: string;
}

/** Mails that wait for her: what they told is over. */
export async function dropMails(tx: Write, accountId: AccountId): Promise<void> {
  await tx.deleteFrom('outbox').where('account_id', '=', accountId).execute();
}

/** Deletes and clears everything about a person, and destroys her key: what is sealed under it is noise. Names the guarded rows. */
export async function eraseRows(tx: Write, erased: Erased, now: Millis): Promise<readonly RowRef[]> {
  const changed: RowRef[] = [];
  for (const [table, fate] of Object.entries(FATES)) {
    if (fate === 'deleted') changed.push(...(await deleteOf(tx, table as TableName, erased.accountId)));
  }
  const vouchers = await dropVouchers(tx, erased.accountId);
  await dropLoose(tx, erased);
  await dropStrangers(tx, erased.accountId);
  await tx.updateTable('persons').set({ wrapped_key: null }).where('id', '=', erased.personId).execute();
  await clearAccount(tx, erased, now);
  return [...changed, ...vouchers, ...rows('accounts', [erased.accountId])];
}

/** All these tables have the column; the compiler follows one of them. */
async function deleteOf(tx: Write, table: TableName, accountId: AccountId): Promise<readonly RowRef[]> {
  const gone = tx.deleteFrom(table as 'emails').where('account_id', '=', accountId);
  if (WATCH[table] !== 'guarded') {
    await gone.execute();
    return [];
  }
  const key = rowKey(table as GuardedTable);
  const ids = (await gone.returning(key as 'id').execute()) as unknown as Record<string, string>[];
  return rows(
    table as GuardedTable,
    ids.map((row) => row[key] ?? ''),
  );
}

async function dropVouchers(tx: Write, accountId: AccountId): Promise<readonly RowRef[]> {
  const hers = tx
    .deleteFrom('vouchers')
    .where((where) => where.or([where('account_id', '=', accountId), where('voucher_id', '=', accountId)]));
  return rows(
    'vouchers',
    (await hers.returning('id').execute()).map(({ id }) => id),
  );
}

async function dropLoose(tx: Write, { accountId, personId }: Erased): Promise<void> {
  await tx
    .deleteFrom('links')
    .where((where) => where.or([where('account_id', '=', accountId), where('made_by', '=', accountId)]))
    .execute();
  const authenticators = ['password', 'totp', 'codes'].map((what) => `${what}:${accountId}`);
  await tx.deleteFrom('guesses').where('authenticator', 'in', authenticators).execute();
  await tx.deleteFrom('sightings').where('person_id', '=', personId).execute();
  await tx.deleteFrom('entry_blobs').where('person_id', '=', personId).execute();
}

/** She was a stranger too: when she registered, and when she signed in and was refused. Their leaves stay provable (H4). */
async function dropStrangers(tx: Write, accountId: AccountId): Promise<void> {
  const about = tx
    .selectFrom('entry_subjects')
    .select('entry_id')
    .where('subject_kind', '=', 'account')
    .where('subject_id', '=', accountId);
  const registered = tx
    .selectFrom('entries')
    .select('id')
    .where('kind', '=', 'account.registration-started')
    .where('body', 'like', `%"registration":"${accountId}"%`);
  await tx
    .deleteFrom('entry_blobs')
    .where('person_id', 'is', null)
    .where((where) => where.or([where('entry_id', 'in', about), where('entry_id', 'in', registered)]))
    .execute();
}

/** The row stays, so that what names it still names something; it is frozen for good. */
async function clearAccount(tx: Write, { accountId, closedKey }: Erased, now: Millis): Promise<void> {
  const cleared = { username: CLOSED_NAME, username_key: closedKey, name_sealed: '', needs_second_factor_at: null };
  await tx
    .updateTable('accounts')
    .set((set) => ({ ...cleared, frozen_at: now, frozen_by: 'operator', auth_epoch: set('auth_epoch', '+', 1) }))
    .where('id', '=', accountId)
    .execute();
}
