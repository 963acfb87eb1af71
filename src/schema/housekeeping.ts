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

/** Time, written by the lease holder every second. */
export interface ClockTable {
  id: 1;
  /** The high-water mark: time never goes back behind it. */
  high_water_at: number;
  /** How long the site has lived; what has to wait ripens by this, which no jump of a clock moves. */
  lived_ms: number;
  /** Until when an operator confirmed the time after a jump. */
  confirmed_at: number | null;
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
