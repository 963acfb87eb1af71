import type { AccountId, PersonId } from '../base/brands.ts';
import type { Strength } from '../schema/sessions.ts';

/** From where an act came; sealed to the actor, or to the day for strangers. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
  /** The unit that limits count. */
  readonly network: string;
}

/** Who did it. */
export type Actor =
  | { readonly kind: 'person'; readonly accountId: AccountId; readonly personId: PersonId }
  | { readonly kind: 'operator'; readonly accountId: AccountId; readonly personId: PersonId }
  | { readonly kind: 'token'; readonly accountId: AccountId; readonly personId: PersonId }
  | { readonly kind: 'stranger' }
  | { readonly kind: 'system' };

/** With what the actor proved it. */
export interface Credential {
  readonly kind: 'session' | 'token' | 'link' | 'password' | 'key' | 'command';
  /** Session handle, token id, key id, the host's user of a command, or empty. */
  readonly id: string;
  readonly strength?: Strength;
}

/** Everything about an act that is the same for all its events. */
export interface By {
  readonly actor: Actor;
  readonly origin: Origin;
  readonly credential?: Credential;
}

const NOWHERE: Origin = { address: '', userAgent: '', requestId: '', network: '' };

/** The running server itself: jobs, start, expiry. */
export const BY_SYSTEM: By = { actor: { kind: 'system' }, origin: NOWHERE };

/** A command on the host; who ran it stays in the entry, as long as that does (D5). */
export function byCommand(osUser: string): By {
  return {
    actor: { kind: 'system' },
    origin: { ...NOWHERE, userAgent: `keyhouse command by ${osUser}` },
    credential: { kind: 'command', id: osUser },
  };
}

/** Somebody who has not signed in. */
export function byStranger(origin: Origin): By {
  return { actor: { kind: 'stranger' }, origin };
}

/** The person whom an actor is, if it is one. */
export function personOf(actor: Actor): PersonId | undefined {
  return actor.kind === 'stranger' || actor.kind === 'system' ? undefined : actor.personId;
}
