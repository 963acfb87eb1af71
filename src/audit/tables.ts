import type { Schema, TableName } from '../schema/schema.ts';

/**
 * How closely a table is watched. `guarded`: a change needs an event that carries the changed row's digest. `accounted`: a change
 * needs an event of a kind that says so. `quiet`: bookkeeping that opens nothing and proves nothing.
 */
export type Watch = 'guarded' | 'accounted' | 'quiet';

export const WATCH: Readonly<Record<TableName, Watch>> = {
  accounts: 'guarded',
  passwords: 'guarded',
  emails: 'guarded',
  mail_windows: 'guarded',
  doubted_emails: 'guarded',
  operators: 'guarded',
  sessions: 'guarded',
  devices: 'guarded',
  totp_apps: 'guarded',
  recovery_lists: 'guarded',
  recovery_codes: 'guarded',
  webauthn_keys: 'guarded',
  vouchers: 'guarded',
  recoveries: 'guarded',
  vouches: 'guarded',
  unfreezings: 'guarded',
  closings: 'guarded',
  passkey_rules: 'guarded',
  tokens: 'guarded',
  projects: 'guarded',
  project_roles: 'guarded',
  releases: 'guarded',
  files: 'guarded',
  policies: 'guarded',
  site: 'guarded',

  persons: 'accounted',
  registrations: 'accounted',
  links: 'accounted',
  filenames: 'accounted',
  host_settings: 'accounted',
  pending_policies: 'accounted',
  coming_policies: 'accounted',
  factor_notices: 'accounted',
  removed_apps: 'accounted',
  vouching_rules: 'accounted',

  mail_domains: 'quiet',
  half_sessions: 'quiet',
  mail_holds: 'quiet',
  browsers: 'quiet',
  enrolments: 'quiet',
  spent_challenges: 'quiet',
  day_keys: 'quiet',
  blobs: 'quiet',
  entries: 'quiet',
  entry_blobs: 'quiet',
  entry_subjects: 'quiet',
  refusal_tallies: 'quiet',
  log_head: 'quiet',
  tiles: 'quiet',
  checkpoints: 'quiet',
  limit_counters: 'quiet',
  guesses: 'quiet',
  outbox: 'quiet',
  leases: 'quiet',
  clock: 'quiet',
  sightings: 'quiet',
  adoption_days: 'quiet',
  migrations: 'quiet',
};

export type GuardedTable =
  | 'accounts'
  | 'passwords'
  | 'emails'
  | 'mail_windows'
  | 'doubted_emails'
  | 'operators'
  | 'sessions'
  | 'devices'
  | 'totp_apps'
  | 'recovery_lists'
  | 'recovery_codes'
  | 'webauthn_keys'
  | 'vouchers'
  | 'recoveries'
  | 'vouches'
  | 'unfreezings'
  | 'closings'
  | 'passkey_rules'
  | 'tokens'
  | 'projects'
  | 'project_roles'
  | 'releases'
  | 'files'
  | 'policies'
  | 'site';

/** The column by which an event names a row of a guarded table; `id` where nothing else is said. */
const OTHER_KEYS: Partial<Record<GuardedTable, string>> = {
  passwords: 'account_id',
  passkey_rules: 'account_id',
  mail_windows: 'account_id',
  doubted_emails: 'email_id',
  unfreezings: 'account_id',
  closings: 'account_id',
  operators: 'account_id',
  sessions: 'handle',
  policies: 'name',
};

export function rowKey(table: GuardedTable): string {
  return OTHER_KEYS[table] ?? 'id';
}

export type QuietTable =
  | 'mail_domains'
  | 'half_sessions'
  | 'mail_holds'
  | 'browsers'
  | 'enrolments'
  | 'spent_challenges'
  | 'day_keys'
  | 'blobs'
  | 'limit_counters'
  | 'guesses'
  | 'outbox'
  | 'leases'
  | 'clock'
  | 'sightings'
  | 'adoption_days'
  | 'refusal_tallies';

/** The tables that bookkeeping may write without an event. */
export type QuietSchema = Pick<Schema, QuietTable>;

/** A row that an act changed, made or removed. */
export interface RowRef {
  readonly table: GuardedTable;
  readonly id: string;
}

/** Names rows of one table for an event. */
export function rows(table: GuardedTable, ids: readonly (string | number)[]): readonly RowRef[] {
  return ids.map((id) => ({ table, id: String(id) }));
}
