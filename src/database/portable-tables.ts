import type { TableName } from '../schema/schema.ts';

/** What happens to a table in a backup: its rows are in it, or they are left behind on purpose. */
export type Portability = 'kept' | 'left';

/**
 * Every table, in an order in which rows can be put back: what a row names comes before it. Left behind is what a restore ends
 * (links, half states, enrolments, waits of loosened policies), what the restored site makes anew (blobs, migrations) and what would be done twice (mails).
 */
export const PORTABLE_TABLES: Readonly<Record<TableName, Portability>> = {
  persons: 'kept',
  day_keys: 'kept',
  accounts: 'kept',
  registrations: 'kept',
  passwords: 'kept',
  emails: 'kept',
  mail_windows: 'kept',
  mail_domains: 'kept',
  doubted_emails: 'kept',
  unfreezings: 'kept',
  closings: 'kept',
  operators: 'kept',
  site: 'kept',
  policies: 'kept',
  coming_policies: 'kept',
  factor_notices: 'kept',
  adoption_days: 'kept',
  host_settings: 'kept',
  sessions: 'kept',
  devices: 'kept',
  totp_apps: 'kept',
  removed_apps: 'kept',
  recovery_lists: 'kept',
  recovery_codes: 'kept',
  webauthn_keys: 'kept',
  vouchers: 'kept',
  vouching_rules: 'kept',
  recoveries: 'kept',
  vouches: 'kept',
  passkey_rules: 'kept',
  tokens: 'kept',
  projects: 'kept',
  project_roles: 'kept',
  releases: 'kept',
  files: 'kept',
  filenames: 'kept',
  entries: 'kept',
  entry_blobs: 'kept',
  entry_subjects: 'kept',
  refusal_tallies: 'kept',
  log_head: 'kept',
  tiles: 'kept',
  checkpoints: 'kept',
  guesses: 'kept',
  clock: 'kept',
  sightings: 'kept',
  pending_policies: 'left',
  links: 'left',
  half_sessions: 'left',
  mail_holds: 'left',
  browsers: 'left',
  enrolments: 'left',
  spent_challenges: 'left',
  limit_counters: 'left',
  outbox: 'left',
  leases: 'left',
  blobs: 'left',
  migrations: 'left',
};

/** The tables whose rows are in a backup, in order. */
export const KEPT_TABLES: readonly TableName[] = (Object.keys(PORTABLE_TABLES) as TableName[]).filter(
  (name) => PORTABLE_TABLES[name] === 'kept',
);
