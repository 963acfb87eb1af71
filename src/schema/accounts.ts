import type { AccountId, EmailId, PersonId } from '../base/brands.ts';

/** Times are milliseconds since 1970 in columns named `*_at`; `*_sealed` is encrypted to the person; `*_mac` is a keyed index. */

/** A human behind an account: born with it, survives it, holds the key that personal data is sealed under. */
export interface PersonsTable {
  id: PersonId;
  /** Wrapped data key, null once erased. */
  wrapped_key: string | null;
  made_at: number;
}

/** Keys for strangers' data, one a day, destroyed after 90 days. */
export interface DayKeysTable {
  /** `2026-11-24` */
  day: string;
  wrapped_key: string;
}

export interface AccountsTable {
  id: AccountId;
  person_id: PersonId;
  username: string;
  /** Lower-case without `-`, `_`, `.`: names that differ only in these collide. Of a closed account a MAC of it, see `closed-name.ts`. */
  username_key: string;
  name_sealed: string;
  made_at: number;
  /** Raised by whatever ends sessions, links, half states and devices. */
  auth_epoch: number;
  /** Set with the first second factor; a password alone never opens the account again (B1). */
  needs_second_factor_at: number | null;
  frozen_at: number | null;
  frozen_by: 'owner' | 'operator' | null;
}

/** A registration whose address is not confirmed: reserves the name for a day, may reach one page (A1). */
export interface RegistrationsTable {
  id: string;
  person_id: PersonId;
  username: string;
  username_key: string;
  name_sealed: string;
  address_sealed: string;
  address_mac: string;
  password_sealed: string;
  made_at: number;
  dies_at: number;
}

export interface PasswordsTable {
  account_id: AccountId;
  /** Argon2id output with its salt and cost, sealed. */
  sealed: string;
  changed_at: number;
  /** Set by the 100th evaluated failure: it opens nothing until it is set anew. */
  disabled_at: number | null;
}

export interface EmailsTable {
  id: EmailId;
  account_id: AccountId;
  address_sealed: string;
  address_mac: string;
  made_at: number;
  verified_at: number | null;
  /** The operator who vouched for it where there is no mail. */
  vouched_by: AccountId | null;
  primary_at: number | null;
  /** Unverified addresses die after a day (A2). */
  dies_at: number | null;
}

/** What name servers said of a mail domain, by its keyed index: bookkeeping of a job. */
export interface MailDomainsTable {
  domain_mac: string;
  looked_at_lived_ms: number;
  /** How often in a row it was denied; no answer breaks no row. */
  gone_looks: number;
  gone_since_lived_ms: number | null;
}

/** Confirmed addresses whose domain is gone: links that open something do not go there any more (C12). */
export interface DoubtedEmailsTable {
  email_id: EmailId;
  account_id: AccountId;
  doubted_at: number;
}

/** Open from the first change of an account's addresses until nothing has changed for the wait (C7, C8). */
export interface MailWindowsTable {
  account_id: AccountId;
  /** JSON of what stood before the first change; later changes leave it as it is. */
  snapshot: string;
  opened_at: number;
  /** Lived time at which it closes; each change moves it on. */
  ripens_at_lived_ms: number;
  /** Lived time at which an old address undid it; null while nobody has. */
  disputed_at_lived_ms: number | null;
}

export interface OperatorsTable {
  account_id: AccountId;
  granted_at: number;
  granted_by: AccountId | null;
  row_mac: string;
}

/** Secrets that travel by mail or by hand, kept as keyed hashes; each once, the newest of its kind kills older ones. */
export interface LinksTable {
  /** HMAC of the secret. */
  ref: string;
  kind:
    | 'verify-registration'
    | 'verify-email'
    | 'reset'
    | 'new-browser'
    | 'sign-in'
    | 'invitation'
    | 'setup'
    | 'not-me'
    | 'end-session'
    | 'undo-addresses'
    | 'restore-addresses'
    | 'start-recovery'
    | 'objection'
    | 'unfreeze'
    | 'keep-frozen'
    | 'keep-account';
  account_id: AccountId | null;
  registration_id: string | null;
  email_id: EmailId | null;
  /** The session, or the sign-in that waits, in whose browser alone it gives anything (B7). */
  session_handle: string | null;
  /** The account's epoch when it was made; another epoch kills it. */
  epoch: number | null;
  /** Sealed to the day key: for an invitation the address it is for. */
  payload_sealed: string | null;
  made_by: AccountId | null;
  /** `hand` for one that was handed over: no mailbox alone leads to it. */
  carried_by: 'mail' | 'hand';
  made_at: number;
  dies_at: number;
  claimed_at: number | null;
}

export interface SiteTable {
  id: 1;
  site_id: string;
  rp_id: string;
  restore_epoch: number;
  made_at: number;
  /** Once set never cleared: the set-up link exists only while no operator has ever existed (D1). */
  first_operator_at: number | null;
}

export interface PoliciesTable {
  name: string;
  value: string;
  changed_at: number;
}

/** A loosening of a policy that waits: told to every operator, and each may withdraw it (D3). */
export interface PendingPoliciesTable {
  name: string;
  before: string;
  value: string;
  reason: string;
  asked_by: AccountId;
  asked_at: number;
  /** Lived time at which it takes effect at the earliest. */
  ripens_at_lived_ms: number;
  /** Lived time at which every operator's notice was delivered. */
  told_at_lived_ms: number | null;
}

/** A tightening that begins on a day: announced, and in force from then on. */
export interface ComingPoliciesTable {
  name: string;
  before: string;
  value: string;
  reason: string;
  decided_by: AccountId;
  decided_at: number;
  /** The day that people are told. */
  holds_from_at: number;
  /** The same in lived time, which no jump of a clock moves. */
  ripens_at_lived_ms: number;
}

/** What an account was told of factors that are asked of it, once each. */
export interface FactorNoticesTable {
  account_id: AccountId;
  about: string;
  told_at: number;
}

/** How many accounts had which best factor at the end of a day. */
export interface AdoptionDaysTable {
  /** `2026-11-24` */
  day: string;
  /** Accounts without any factor. */
  bare: number;
  apps: number;
  passkeys: number;
}

/** Security settings of the host as the last start saw them: a difference is an event (D3). */
export interface HostSettingsTable {
  name: string;
  value: string;
  noted_at: number;
}
