import type { AccountId, KeyId, PersonId } from '../base/brands.ts';

/** Somebody whom the owner of an account named to vouch for her when everything is lost (C2). */
export interface VouchersTable {
  id: string;
  account_id: AccountId;
  voucher_id: AccountId;
  named_at: number;
  accepted_at: number | null;
  /** Lived time from which her word counts: the wait after she accepted. */
  counts_from_lived_ms: number | null;
  row_mac: string;
}

/** How many vouchers an account asks for; a smaller number waits. */
export interface VouchingRulesTable {
  account_id: AccountId;
  needed: number;
  next_needed: number | null;
  next_from_lived_ms: number | null;
}

/** Somebody who lost everything asks to be let in again (model rows 29 to 34); or rehearses it. */
export interface RecoveriesTable {
  id: string;
  account_id: AccountId;
  is_practice: number;
  /** HMAC of the claimant's secret, which is in her browser alone (C1). */
  claimant_ref: string;
  /** HMAC of the code that she tells by voice (C3). */
  voice_mac: string;
  needed: number;
  asked_at: number;
  /** Lived time at which it was asked for: only what is older stops it (C4). */
  asked_lived_ms: number;
  state: 'started' | 'requested' | 'waiting' | 'ready' | 'claimed' | 'stopped' | 'void';
  /** Lived time at which the wait ends; null before enough have vouched. */
  ripens_at_lived_ms: number | null;
  /** Set by the one objection that makes it wait again (C4). */
  objected_at: number | null;
  /** Lived time at which the notice of the last day was written, and at which it was delivered. */
  warned_at_lived_ms: number | null;
  told_at_lived_ms: number | null;
  /** When it dies unclaimed. */
  dies_at: number;
  /** Who began it: a claimant with the mailbox and one more proof, the owner for a practice, an operator, or a command on the host. */
  begun_by: 'claimant' | 'owner' | 'operator' | 'command';
  operator_id: AccountId | null;
  reason: string | null;
}

/**
 * The owner asks to have her frozen account opened by password, factor and mailbox: a day passes in which every address can say no
 * (model row 26). The row is there while it waits.
 */
export interface UnfreezingsTable {
  account_id: AccountId;
  asked_at: number;
  /** Lived time at which the notices to all addresses were delivered; null before. */
  told_at_lived_ms: number | null;
}

/** An account that its owner closes: erased in a fortnight, unless somebody signs in or says by a mailed link that it stays (row 28). */
export interface ClosingsTable {
  account_id: AccountId;
  asked_at: number;
  /** Lived time from which it is erased. */
  ripens_at_lived_ms: number;
  /** The operator who wants the erasure to wait, and why. */
  hold_asked_by: AccountId | null;
  hold_reason: string | null;
  /** Lived time until which it waits, once a second operator agreed. */
  held_until_lived_ms: number | null;
}

/** One person's word for a recovery: each once. */
export interface VouchesTable {
  id: string;
  recovery_id: string;
  account_id: AccountId;
  person_id: PersonId;
  kind: 'voucher' | 'operator';
  key_id: KeyId;
  /** What was signed, canonical JSON, and the authenticator's answer. */
  statement: string;
  signature: string;
  made_at: number;
}
