import { DAY, HOUR } from '../base/brands.ts';
import { DEFAULT_POLICIES, type Policies } from './settings.ts';

/** The values of each policy, strictest last. */
export const POLICY_VALUES: { readonly [Name in keyof Policies]: readonly Policies[Name][] } = {
  registration: ['open', 'invite', 'closed'],
  readAccess: ['public', 'authenticated'],
  twoFactor: ['optional', 'publishers', 'everyone'],
  phishingResistant: ['nobody', 'operators', 'owners', 'everyone'],
  uploadRules: ['private', 'public'],
  wait: ['72h', '7d', '14d'],
};

/** Values that nothing in this release enforces: they are neither offered nor accepted, because a rule that does not hold is worse than none. */
const COMING: readonly (readonly [name: keyof Policies, value: string])[] = [['readAccess', 'authenticated']];

/** Whether this release does what the value says. */
export function isEnforced(name: keyof Policies, value: string): boolean {
  return !COMING.some(([coming, what]) => coming === name && what === value);
}

/** The policies in force: the host's pins, then what operators decided, then the defaults. Unknown values count as absent. */
export function readPolicies(rows: readonly { readonly name: string; readonly value: string }[], pinned: Partial<Policies>): Policies {
  const decided = Object.fromEntries(rows.filter(isKnown).map(({ name, value }) => [name, value]));
  return { ...DEFAULT_POLICIES, ...decided, ...pinned };
}

/** Whether a change lets through what was held back before: such a change is ratcheted (D3). */
export function isLoosening<Name extends keyof Policies>(name: Name, before: Policies[Name], after: Policies[Name]): boolean {
  const values: readonly Policies[Name][] = POLICY_VALUES[name];
  return values.indexOf(after) < values.indexOf(before);
}

function isKnown({ name, value }: { readonly name: string; readonly value: string }): boolean {
  if (!Object.hasOwn(POLICY_VALUES, name)) return false;
  const policy = name as keyof Policies;
  return (POLICY_VALUES[policy] as readonly string[]).includes(value) && isEnforced(policy, value);
}

/** The shortest WAIT, the one cooling-off, in milliseconds of lived time (design 6); operators may choose a longer one. */
export const WAIT_MS: number = 72 * HOUR;

const WAITS: Readonly<Record<Policies['wait'], number>> = { '72h': WAIT_MS, '7d': 7 * DAY, '14d': 14 * DAY };

/** WAIT as it is set, in milliseconds: what loosens, or could help a thief, takes effect after it. */
export function waitMs({ wait }: Pick<Policies, 'wait'>): number {
  return WAITS[wait];
}
