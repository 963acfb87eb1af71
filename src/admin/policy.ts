import { DAY, HOUR } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { isEnforced, POLICY_VALUES } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';

export type PolicyName = keyof Policies;

/** What an act holds that decides a policy: uploads wait for it, and it for them, so that none passes by the old one afterwards (E9). */
export const THE_SITE = { table: 'site', id: '1' } as const;

/** A loosening takes effect no earlier than this after everybody was told (D3). */
export const TOLD_BEFORE_MS: number = 24 * HOUR;

/** The variable by which the host pins it. */
export const PINNED_BY: Readonly<Record<PolicyName, string>> = {
  registration: 'KEYHOUSE_REGISTRATION',
  readAccess: 'KEYHOUSE_READ_ACCESS',
  twoFactor: 'KEYHOUSE_TWO_FACTOR',
  phishingResistant: 'KEYHOUSE_PHISHING_RESISTANT',
  uploadRules: 'KEYHOUSE_UPLOAD_RULES',
  wait: 'KEYHOUSE_WAIT',
};

/** Values among which operators may choose. */
export function choicesOf(name: PolicyName): readonly string[] {
  const enforced = POLICY_VALUES[name].filter((value) => isEnforced(name, value));
  return enforced.length > 1 ? enforced : [];
}

/** Those that ask something of people, who are told the day and get time until then. */
export function beginsOnADay(name: PolicyName): boolean {
  return name === 'twoFactor' || name === 'phishingResistant';
}

/** The longest that a policy is announced ahead. */
const LONGEST_MS = 366 * DAY;

/**
 * A day as a form sends it, midnight UTC in milliseconds; undefined for none.
 *
 * @throws Refusal `admin.bad-day` for what is no day of the coming year
 */
export function parseDay(text: string, now: number): number | undefined {
  if (text.trim() === '') return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? Date.parse(`${text.trim()}T00:00:00Z`) : Number.NaN;
  if (at > now && at - now <= LONGEST_MS) return at;
  throw new Refusal('invalid', 'admin.bad-day', 'Give a day of the coming year such as 2027-01-31, or leave it empty.', { field: 'from' });
}

export function parsePolicyName(text: string): PolicyName | undefined {
  return Object.hasOwn(PINNED_BY, text) ? (text as PolicyName) : undefined;
}
