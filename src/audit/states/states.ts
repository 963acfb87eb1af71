import { ACCOUNT_STATES, CLOSING_STATES } from './account-states.ts';
import { BROWSER_STATES } from './browser-states.ts';
import type { Part, Transition } from './declare.ts';
import { ADDRESSES_STATES, POLICY_STATES } from './policy-states.ts';
import { RECOVERY_STATES } from './recovery-states.ts';

/**
 * Every way from one state to another, by its number in the security model. A use case asks the guard of its row in its act;
 * every trail of the tests is held against the rows (docs/decisions/0012).
 */
export const STATES: Readonly<Record<Part, Readonly<Record<string, Transition>>>> = {
  browser: BROWSER_STATES,
  account: ACCOUNT_STATES,
  closing: CLOSING_STATES,
  recovery: RECOVERY_STATES,
  addresses: ADDRESSES_STATES,
  policy: POLICY_STATES,
};

/** Whether a row leads from one state to another. */
export function mayMove(part: Part, from: string, to: string): boolean {
  return Object.values(STATES[part]).some((row) => row.from.includes(from) && row.to.includes(to));
}

/** Every row with its number, in their order. */
export function listTransitions(): readonly (Transition & { readonly row: string; readonly part: Part })[] {
  return Object.entries(STATES)
    .flatMap(([part, rows]) => Object.entries(rows).map(([row, transition]) => ({ ...transition, row, part: part as Part })))
    .sort((a, b) => Number.parseInt(a.row, 10) - Number.parseInt(b.row, 10) || (a.row < b.row ? -1 : 1));
}
