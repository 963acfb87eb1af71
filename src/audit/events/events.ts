import type { AccountId, PersonId } from '../../base/brands.ts';
import type { RowRef } from '../tables.ts';
import { ACCOUNT_EVENTS, type AccountEvents } from './account-events.ts';
import type { Declarations, Fields } from './declare.ts';
import { FACTOR_EVENTS, type FactorEvents } from './factor-events.ts';
import { PROJECT_EVENTS, type ProjectEvents } from './project-events.ts';
import { RECOVERY_EVENTS, type RecoveryEvents } from './recovery-events.ts';
import { SESSION_EVENTS, type SessionEvents } from './session-events.ts';
import { SITE_EVENTS, type SiteEvents } from './site-events.ts';

/** Every kind of event with its typed fields. */
export interface EventKinds extends AccountEvents, FactorEvents, ProjectEvents, RecoveryEvents, SessionEvents, SiteEvents {}

export type EventKind = keyof EventKinds;

export const EVENTS: Declarations<EventKinds> = {
  ...ACCOUNT_EVENTS,
  ...FACTOR_EVENTS,
  ...PROJECT_EVENTS,
  ...RECOVERY_EVENTS,
  ...SESSION_EVENTS,
  ...SITE_EVENTS,
};

/** Whose history shows the event. */
export type Subject =
  | { readonly kind: 'account'; readonly id: AccountId }
  | { readonly kind: 'project'; readonly id: string }
  | { readonly kind: 'site' };

type DetailsOf<Kind extends EventKind> = EventKinds[Kind] extends { details: infer Details }
  ? { readonly details: Details }
  : { readonly details?: undefined };

/** Personal fields come with the person they are about. */
type PersonalOf<Kind extends EventKind> = EventKinds[Kind] extends { personal: infer Personal }
  ? { readonly personal: Personal; readonly about: PersonId | 'stranger' }
  : { readonly personal?: undefined; readonly about?: undefined };

type EventOf<Kind extends EventKind> = {
  readonly kind: Kind;
  readonly subjects: readonly Subject[];
  /** Guarded rows that this event changed; their digests are added when it is recorded. */
  readonly rows?: readonly RowRef[];
  readonly outcome?: 'done' | 'refused';
} & DetailsOf<Kind> &
  PersonalOf<Kind>;

/** One event, as a use case returns it; who did it, from where and when are added by `act`. */
export type Event = { [Kind in EventKind]: EventOf<Kind> }[EventKind];

/** The untyped view that recording and reading share. */
export interface AnyEvent extends Fields {
  readonly kind: EventKind;
  readonly subjects: readonly Subject[];
  readonly rows?: readonly RowRef[];
  readonly outcome?: 'done' | 'refused';
  readonly about?: PersonId | 'stranger' | undefined;
}

/** The account as a subject. */
export function ofAccount(id: AccountId): Subject {
  return { kind: 'account', id };
}

export function ofProject(id: string): Subject {
  return { kind: 'project', id };
}

export const OF_SITE: Subject = { kind: 'site' };
