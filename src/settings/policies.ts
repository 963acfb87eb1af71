import { DEFAULT_POLICIES, type Policies } from './settings.ts';

/** The values of each policy, strictest last. */
export const POLICY_VALUES: { readonly [Name in keyof Policies]: readonly Policies[Name][] } = {
  registration: ['open', 'invite', 'closed'],
  readAccess: ['public', 'authenticated'],
  twoFactor: ['optional', 'publishers', 'everyone'],
  uploadRules: ['private', 'public'],
};

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
  return (POLICY_VALUES[name as keyof Policies] as readonly string[]).includes(value);
}
