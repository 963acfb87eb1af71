import { HOUR } from '../base/brands.ts';
import { isEnforced, POLICY_VALUES } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';

export type PolicyName = keyof Policies;

/** A loosening takes effect no earlier than this after everybody was told (D3). */
export const TOLD_BEFORE_MS: number = 24 * HOUR;

/** The variable by which the host pins it. */
export const PINNED_BY: Readonly<Record<PolicyName, string>> = {
  registration: 'KEYHOUSE_REGISTRATION',
  readAccess: 'KEYHOUSE_READ_ACCESS',
  twoFactor: 'KEYHOUSE_TWO_FACTOR',
  phishingResistant: 'KEYHOUSE_PHISHING_RESISTANT',
  uploadRules: 'KEYHOUSE_UPLOAD_RULES',
};

/** Values among which operators may choose. */
export function choicesOf(name: PolicyName): readonly string[] {
  const enforced = POLICY_VALUES[name].filter((value) => isEnforced(name, value));
  return enforced.length > 1 ? enforced : [];
}

export function parsePolicyName(text: string): PolicyName | undefined {
  return Object.hasOwn(PINNED_BY, text) ? (text as PolicyName) : undefined;
}
