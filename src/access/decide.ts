import type { Role } from '../roles/role.ts';
import { type Action, type Credential, MATRIX, type Need } from './matrix.ts';

/** The answer; the reason is one sentence that is safe to show and says what to do. */
export type Decision = { readonly isAllowed: true } | { readonly isAllowed: false; readonly code: string; readonly reason: string };

/** Everything about the asker that the matrix looks at. */
export interface Standing {
  readonly credential: Credential;
  /** On the project asked about; undefined for none. */
  readonly role: Role | undefined;
  readonly has: Readonly<Record<Need, boolean>>;
}

const MISSING: Readonly<Record<Need, { readonly code: string; readonly reason: string }>> = {
  'confirmed-address': {
    code: 'access.no-confirmed-address',
    reason: 'The account has no confirmed primary mail address. Confirm it on the account page first.',
  },
  'second-factor': {
    code: 'access.no-second-factor',
    reason: 'The account has no second factor. Set one up on the account page first: nothing is published without.',
  },
  'what-policy-asks': {
    code: 'access.policy',
    reason:
      'This index asks the account for a passkey or security key, and it has none. Sign in and add one first: until then its tokens publish nothing.',
  },
};

/** What the matrix says about one action; pure. */
export function decide(action: Action, standing: Standing): Decision {
  const rule = MATRIX[action];
  if (!rule.credentials.includes(standing.credential)) {
    const wanted = rule.credentials.includes('token') ? 'an API token' : 'a signed-in browser';
    return deny('access.wrong-credential', `To ${rule.words} takes ${wanted}.`);
  }
  if (rule.roles !== 'everybody' && !isOneOf(rule.roles, standing.role)) {
    return deny('access.no-role', `You may not ${rule.words}: that takes the role ${rule.roles.join(' or ')}. Ask one of its owners.`);
  }
  const missing = rule.needs.find((need) => !standing.has[need]);
  return missing === undefined ? { isAllowed: true } : { isAllowed: false, ...MISSING[missing] };
}

function isOneOf(roles: readonly Role[], role: Role | undefined): boolean {
  return role !== undefined && roles.includes(role);
}

export function deny(code: string, reason: string): Extract<Decision, { isAllowed: false }> {
  return { isAllowed: false, code, reason };
}
