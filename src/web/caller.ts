import type { AccountId, PersonId, SessionId } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import type { Strength } from '../schema/sessions.ts';
import type { Visit } from './visit.ts';

/** What a policy of the site asks of an account that it has not: it is kept to setting that up (model row 17). */
export type Owed = 'nothing' | 'factor' | 'passkey';

/** What will be asked of the account (`from` in milliseconds), or, with `owner`, that its projects rest on a password alone. */
export type Warning = { readonly what: 'factor' | 'passkey'; readonly from: number } | { readonly what: 'owner' };

/** Signed in fully. What an action needs beyond this stands at its route. */
export interface AccountCaller {
  readonly kind: 'account';
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly username: string;
  readonly isOperator: boolean;
  /** A verified (or vouched for) primary address: nothing sensitive without one. */
  readonly hasVerifiedAddress: boolean;
  readonly needsSecondFactor: boolean;
  /** A second factor counts: publishing and managing need one. */
  readonly hasSecondFactor: boolean;
  /** What keeps the account to its set-up, by policy; checked at every request. */
  readonly owes: Owed;
  /** Shown on every page until it is mended: what is asked from a day on, or that an owner has no factor. */
  readonly warning: Warning | undefined;
  readonly session: {
    readonly id: SessionId;
    readonly handle: string;
    /** The account's epoch it belongs to: acts compare it, so that what was ended meanwhile changes nothing. */
    readonly epoch: number;
    readonly strength: Strength;
    /** Authenticators used: `password`, ids of apps. */
    readonly factors: readonly string[];
    readonly startedAt: number;
    readonly authenticatedAt: number;
    readonly freshAt: number;
    readonly freshStrength: Strength;
    readonly mailboxAt: number | null;
    readonly enrolNonce: string;
  };
}

/** Password given, second factor not yet: may reach the second step and cancel, nothing else (B16). */
export interface HalfCaller {
  readonly kind: 'half';
  readonly halfId: string;
  readonly accountId: AccountId;
  readonly pool: 'known' | 'stranger';
  readonly nextPath: string;
}

/** Both factors given in a browser that the account does not know: may reach the page that waits for the mailbox, and cancel (B7). */
export interface HeldCaller {
  readonly kind: 'held';
  readonly holdId: string;
  readonly handle: string;
  readonly accountId: AccountId;
}

/** Registered, address not confirmed: may confirm and ask for the mail again, nothing else (A1). */
export interface PendingCaller {
  readonly kind: 'pending';
  readonly halfId: string;
  readonly registrationId: string;
}

export type Caller = { readonly kind: 'visitor' } | AccountCaller | HalfCaller | HeldCaller | PendingCaller;

/** The six cookies; values are 32 random bytes in base64url, opaque. */
export type CookieName = 'session' | 'half' | 'device' | 'pre' | 'link' | 'claim';

export type CookieSecrets = Readonly<Partial<Record<CookieName, Secret>>>;

/**
 * Who is calling, by the session and half-session cookies. Declared here, built in `sessions/`, passed by `app.ts`.
 * Reads only; an unknown, ended or expired cookie is a visitor.
 */
export type FindCaller = (cookies: CookieSecrets, visit: Visit) => Promise<Caller>;

/**
 * Whether a device cookie belongs to some account. Declared here, built in `sessions/`, passed by `app.ts`: junk sign-ins from
 * a network must not keep known browsers out (B15).
 */
export type KnowsDevice = (device: Secret) => Promise<boolean>;
