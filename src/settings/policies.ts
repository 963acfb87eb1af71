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

function isKnown({ name, value }: { readonly name: string; readonly value: string }): boolean {
  return (POLICY_VALUES[name as keyof Policies] as readonly string[] | undefined)?.includes(value) ?? false;
}
