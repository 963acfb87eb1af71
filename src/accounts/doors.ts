import type { Event } from '../audit/events/events.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, PersonId } from '../base/brands.ts';
import type { Html } from '../base/html.ts';
import type { Strength } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { PageRequest } from '../web/route.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading } from '../world.ts';

/** What this folder needs from later ones; declared here, built there, passed by `app.ts`. */

export interface NewSession {
  readonly cookie: CookieChange;
  readonly handle: string;
  readonly changed: readonly RowRef[];
  /** What else happened by it, for the act to record: an account that was being closed is kept. */
  readonly events?: readonly Event[];
}

/** Starts a session for an account in the act that proved who it is. Built in `sessions/`. */
export type StartSession = (
  tx: Write,
  start: {
    readonly accountId: AccountId;
    readonly personId: PersonId;
    readonly epoch: number;
    readonly now: Millis;
    readonly visit: Visit;
    readonly strength: Strength;
    readonly factors: readonly string[];
    /** Set when this browser has just opened a link from the account's mailbox. */
    readonly mailboxAt: Millis | null;
  },
) => Promise<NewSession>;

/**
 * Replaces the caller's session by a new one with a new id: after the epoch was raised, after a step-up, when a factor was proven.
 * The old row ends. `proved` raises strength and freshness; without it both stay as they were. Throws `session.ended` when somebody
 * ended the session meanwhile; compare the epoch before. Built in `sessions/`.
 */
export type RenewSession = (
  tx: Write,
  renewal: {
    readonly caller: Pick<AccountCaller, 'accountId' | 'personId'> & { readonly session: Pick<AccountCaller['session'], 'id'> };
    readonly epoch: number;
    readonly now: Millis;
    readonly proved?: { readonly strength: Strength; readonly factors: readonly string[] };
    /** A resting session goes on: it counts as just used, nothing else changes. */
    readonly isResumed?: true;
    /** Set when this browser has just opened a link from the account's mailbox. */
    readonly mailboxAt?: Millis;
  },
) => Promise<NewSession>;

/** Suspends the tokens of the last 30 days until their owner says that they are hers; names the rows. Built in `tokens/`. */
export type SuspendRecentTokens = (tx: Write, accountId: AccountId, now: Millis) => Promise<readonly RowRef[]>;

/** One part of the account page; each capability brings its own. */
export interface AccountSection {
  /** One of design 5's anchors. */
  readonly anchor: string;
  readonly title: string;
  /** Shown beside the name in the section list. */
  readonly count?: number;
  readonly content: Html;
  /** Said at the top of the page. */
  readonly notice?: Html;
  /** What hangs on the rack at the top of the page: things that open the account. */
  readonly rack?: readonly RackItem[];
}

export interface RackItem {
  readonly kind: 'passkey' | 'password' | 'app' | 'codes' | 'token' | 'session';
  readonly count: number;
  /** For passkeys: the random hexadecimal id of each, by which it is cut. */
  readonly cuts?: readonly string[];
  /** For recovery codes: how many are used up. */
  readonly used?: number;
  readonly label: string;
  readonly note: string;
}

export type FindAccountSection = (request: PageRequest<'account'>, reading: Reading) => Promise<AccountSection>;
