import type * as accounts from './accounts.ts';
import type * as housekeeping from './housekeeping.ts';
import type * as projects from './projects.ts';
import type * as recovery from './recovery.ts';
import type * as sessions from './sessions.ts';
import type * as trail from './trail.ts';

/** Every table, by name. */
export interface Schema {
  persons: accounts.PersonsTable;
  day_keys: accounts.DayKeysTable;
  accounts: accounts.AccountsTable;
  registrations: accounts.RegistrationsTable;
  passwords: accounts.PasswordsTable;
  emails: accounts.EmailsTable;
  mail_domains: accounts.MailDomainsTable;
  doubted_emails: accounts.DoubtedEmailsTable;
  mail_windows: accounts.MailWindowsTable;
  operators: accounts.OperatorsTable;
  links: accounts.LinksTable;
  site: accounts.SiteTable;
  policies: accounts.PoliciesTable;
  pending_policies: accounts.PendingPoliciesTable;
  coming_policies: accounts.ComingPoliciesTable;
  factor_notices: accounts.FactorNoticesTable;
  adoption_days: accounts.AdoptionDaysTable;
  host_settings: accounts.HostSettingsTable;

  sessions: sessions.SessionsTable;
  half_sessions: sessions.HalfSessionsTable;
  mail_holds: sessions.MailHoldsTable;
  browsers: sessions.BrowsersTable;
  devices: sessions.DevicesTable;
  totp_apps: sessions.TotpAppsTable;
  removed_apps: sessions.RemovedAppsTable;
  enrolments: sessions.EnrolmentsTable;
  recovery_lists: sessions.RecoveryListsTable;
  recovery_codes: sessions.RecoveryCodesTable;
  webauthn_keys: sessions.WebauthnKeysTable;
  passkey_rules: sessions.PasskeyRulesTable;
  spent_challenges: sessions.SpentChallengesTable;

  vouchers: recovery.VouchersTable;
  vouching_rules: recovery.VouchingRulesTable;
  recoveries: recovery.RecoveriesTable;
  vouches: recovery.VouchesTable;
  unfreezings: recovery.UnfreezingsTable;
  closings: recovery.ClosingsTable;

  tokens: projects.TokensTable;
  projects: projects.ProjectsTable;
  project_roles: projects.ProjectRolesTable;
  releases: projects.ReleasesTable;
  files: projects.FilesTable;
  filenames: projects.FilenamesTable;
  blobs: projects.BlobsTable;

  entries: trail.EntriesTable;
  entry_blobs: trail.EntryBlobsTable;
  entry_subjects: trail.EntrySubjectsTable;
  refusal_tallies: trail.RefusalTalliesTable;
  log_head: trail.LogHeadTable;
  tiles: trail.TilesTable;
  checkpoints: trail.CheckpointsTable;

  limit_counters: housekeeping.LimitCountersTable;
  guesses: housekeeping.GuessesTable;
  outbox: housekeeping.OutboxTable;
  leases: housekeeping.LeasesTable;
  clock: housekeeping.ClockTable;
  sightings: housekeeping.SightingsTable;
  migrations: housekeeping.MigrationsTable;
}

export type TableName = keyof Schema;
