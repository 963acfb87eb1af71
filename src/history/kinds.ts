import { EVENTS, type EventKind } from '../audit/events/events.ts';

/** A choice of the filter: beginnings of the kinds that it shows. */
export interface KindChoice {
  readonly value: string;
  readonly label: string;
  readonly beginnings: readonly string[];
}

/** What a history can be narrowed to, in the filter's order. */
export const KIND_CHOICES: readonly KindChoice[] = [
  { value: 'signing-in', label: 'Signing in', beginnings: ['session.', 'refused.sign-in', 'refused.step-up'] },
  { value: 'factors', label: 'Factors', beginnings: ['factor.', 'refused.enrolment'] },
  { value: 'tokens', label: 'Tokens', beginnings: ['token.'] },
  { value: 'account', label: 'Mail and password', beginnings: ['account.', 'recovery.', 'refused.reset'] },
  { value: 'projects', label: 'Projects', beginnings: ['project.', 'refused.upload'] },
  { value: 'operators', label: 'Operators', beginnings: ['site.'] },
  { value: 'refused', label: 'Refused', beginnings: ['refused.'] },
];

const PRIVATE_KINDS: readonly EventKind[] = (Object.keys(EVENTS) as EventKind[]).filter((kind) => EVENTS[kind].part === 'private');

/** The kinds that a choice shows; all for any other text. Public announcements repeat what a private entry says: they are left out. */
export function kindsOf(value: string): readonly EventKind[] {
  const choice = KIND_CHOICES.find((one) => one.value === value);
  if (choice === undefined) return PRIVATE_KINDS;
  return PRIVATE_KINDS.filter((kind) => choice.beginnings.some((beginning) => kind.startsWith(beginning)));
}
