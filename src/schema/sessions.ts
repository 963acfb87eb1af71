import type { AccountId, AppId, KeyId, SessionId } from '../base/brands.ts';

/** P password only < R with recovery code < O with TOTP < K with key < V passkey with user verification. */
export type Strength = 'P' | 'R' | 'O' | 'K' | 'V';

export interface SessionsTable {
  /** HMAC of the cookie's secret. */
  id: SessionId;
  /** Public 8-byte name for the trail and the list. */
  handle: string;
  account_id: AccountId;
  epoch: number;
  strength: Strength;
  /** JSON list of the authenticators used: `password`, app ids. */
  factors: string;
  started_at: number;
  /** Last time all factors were shown: 12 h later it ends. */
  authenticated_at: number;
  /** Last step-up and its strength. */
  fresh_at: number;
  fresh_strength: Strength;
  /** True (set) when this session confirmed the mailbox; a first factor enrolled in it makes the browser known (B6). */
  mailbox_at: number | null;
  /** Sealed to the person: address and user agent of the sign-in. */
  origin_sealed: string;
  /** Secrets shown before they are confirmed are derived from it (A8). */
  enrol_nonce: string;
  ended_at: number | null;
  row_mac: string;
}

/** Half signed in, bound to one browser for 5 minutes; completion deletes the row (B16). */
export interface HalfSessionsTable {
  id: string;
  account_id: AccountId | null;
  /** A pending registration's own session: may confirm and resend, nothing else. */
  registration_id: string | null;
  epoch: number;
  pool: 'known' | 'stranger';
  next_path: string;
  started_at: number;
  dies_at: number;
}

/**
 * Both factors were shown in a browser that the account does not know, the second one can be phished: it waits ten minutes for the
 * account's mailbox (B7, model rows 7 to 11). It reaches its own page and nothing else.
 */
export interface MailHoldsTable {
  /** HMAC of the half state's cookie. */
  id: string;
  /** Public name for the trail and the mailed link. */
  handle: string;
  account_id: AccountId;
  epoch: number;
  strength: Extract<Strength, 'R' | 'O'>;
  /** JSON list, as the session will have it. */
  factors: string;
  next_path: string;
  started_at: number;
  dies_at: number;
  /** Sealed to the person: address and user agent. */
  origin_sealed: string;
  row_mac: string;
}

/** A browser's cookie, and the devices it stands for: one for each account that signed in there. Says nothing to who only reads it. */
export interface BrowsersTable {
  /** HMAC of the cookie's secret, which changes at each sign-in. */
  ref: string;
  /** Sealed JSON list of ids of `devices`, the newest first. */
  devices_sealed: string;
  dies_at: number;
}

/** Browsers in which an account was signed in to (B6). */
export interface DevicesTable {
  /** Random; names it in the list and in the trail. */
  id: string;
  account_id: AccountId;
  epoch: number;
  made_at: number;
  /** The last sign-in there. */
  seen_at: number;
  /** Since when it is known: that spares nothing but the mailbox, and opens the reserved budget. Null: seen, and no more. */
  known_at: number | null;
  /** Sealed to the person: address and user agent of the last sign-in, networks of the last ones. */
  origin_sealed: string;
  row_mac: string;
}

export interface TotpAppsTable {
  id: AppId;
  account_id: AccountId;
  name: string;
  secret_sealed: string;
  /** Every accepted step is greater, whatever the code was for. */
  last_step: number;
  made_at: number;
  disabled_at: number | null;
  row_mac: string;
}

/** An app that was removed: until the wait is over it stops and freezes, and opens nothing (B18). */
export interface RemovedAppsTable extends Omit<TotpAppsTable, 'disabled_at'> {
  removed_at: number;
}

/** A factor on its way: proven, its codes shown, one not yet asked back; dies with its session or after 10 minutes (B9). */
export interface EnrolmentsTable {
  /** The session's `enrol_nonce`: a step-up keeps it, the end of the session ends it. */
  nonce: string;
  account_id: AccountId;
  /** The factor itself. */
  sealed: string;
  /** Recovery codes are derived from it until one is asked back. */
  codes_nonce: string;
  started_at: number;
  dies_at: number;
}

export interface RecoveryListsTable {
  id: string;
  account_id: AccountId;
  salt: string;
  key_version: number;
  made_at: number;
  replaced_at: number | null;
  /** Set by a restore, which may have brought spent codes back: they open nothing but a reset by a mailed link, until replaced (H8). */
  suspended_at: number | null;
}

export interface RecoveryCodesTable {
  id: string;
  list_id: string;
  account_id: AccountId;
  /** HMAC over Argon2id of the code with the list's salt (B10). */
  value: string;
  used_at: number | null;
}

/** The account's owner has closed every way in but her passkeys (B14). */
export interface PasskeyRulesTable {
  account_id: AccountId;
  made_at: number;
  /** In lived time: when the other ways open again; null while it stays. */
  ends_lived_ms: number | null;
  row_mac: string;
}

/** Passkeys and security keys. */
export interface WebauthnKeysTable {
  id: KeyId;
  account_id: AccountId;
  name: string;
  /** As the authenticator calls it, base64url; unique in this index. */
  credential_id: string;
  /** COSE_Key, base64url. */
  public_key: string;
  /** JSON list. */
  transports: string;
  /** 1 when it may leave its device (backup eligible). */
  is_synced: number;
  /** 1 when it checked its person as it was added. */
  verifies_person: number;
  /** Every accepted one is greater, where the authenticator counts. */
  sign_count: number;
  made_at: number;
  /** Until then, in lived time, it signs in and no more (B17). */
  young_until_lived_ms: number;
  /** Set when it was removed: from then on it signs in no more, and may only stop things for a while (B18). */
  leaves_at: number | null;
  row_mac: string;
}

/** Challenges that were answered, until they would have died anyway: each is answered once. */
export interface SpentChallengesTable {
  ref: string;
  dies_at: number;
}
