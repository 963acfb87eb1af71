import type { AccountId, PersonId } from '../base/brands.ts';

/** Windows of a limit; spent in a transaction of its own before the deed. */
export interface LimitCountersTable {
  key: string;
  window_at: number;
  spent: number;
}

/** Wrong answers per authenticator and pool (design 6, B2): waits grow, the sum of 100 disables. */
export interface GuessesTable {
  /** `password:<account>`, `totp:<account>`, `codes:<account>` */
  authenticator: string;
  pool: 'known' | 'stranger';
  failures: number;
  /** No guess is looked at before then. */
  waits_until_at: number;
}

/** Mails and jobs written in the act. Bodies are sealed and deleted at delivery (A7). */
export interface OutboxTable {
  id: string;
  kind: string;
  account_id: AccountId | null;
  sealed: string;
  made_at: number;
  due_at: number;
  tries: number;
  holder: string | null;
  held_until_at: number | null;
}

export interface LeasesTable {
  name: string;
  holder: string;
  until_at: number;
}

/** High-water mark of time, written by the lease holder every second. */
export interface ClockTable {
  id: 1;
  high_water_at: number;
  lived_ms: number;
}

/** When and from where something was last used; written by `Seen` alone. */
export interface SightingsTable {
  kind: string;
  id: string;
  seen_at: number;
  person_id: PersonId;
  /** Address and user agent, sealed to the person. */
  origin_sealed: string;
}

export interface MigrationsTable {
  number: number;
  name: string;
  applied_at: number;
}
