import type { Transitions } from './declare.ts';

/** The mail addresses of an account: `Window` while a change can be undone. */
export type AddressesState = 'Stable' | 'Window';

/** Rows 35, 36 and 39; 37 and 38 are the account's. */
export const ADDRESSES_STATES: Transitions<AddressesState> = {
  35: {
    from: ['Stable', 'Window'],
    event: 'an added address is confirmed',
    guard: 'both factors within five minutes when it was added; in a session of this account. The new one gets notices and no resets',
    to: ['Window', 'Stable'],
    records: ['account.email-verified'],
  },
  36: {
    from: ['Stable', 'Window'],
    event: 'another primary address, or one removed',
    guard: 'both factors within five minutes; the first snapshot stays',
    to: ['Window', 'Stable'],
    records: ['account.email-made-primary', 'account.email-removed'],
  },
  39: { from: ['Window'], event: 'the wait is lived through', guard: '', to: ['Stable'], records: ['account.addresses-settled'] },
};

/** One policy of the site: `Pending` while a loosening waits. */
export type PolicyState = 'In force' | 'Pending';

/** Rows 40 to 44. */
export const POLICY_STATES: Transitions<PolicyState> = {
  40: {
    from: ['In force', 'Pending'],
    event: 'tightened, at once or for a day',
    guard: 'it can be met, and who saves it meets it',
    to: ['In force'],
    records: ['site.policy-changed', 'site.policy-announced'],
  },
  41: {
    from: ['In force'],
    event: 'loosened',
    guard: 'told to every operator; the longer of old and new wait',
    to: ['Pending'],
    records: ['site.policy-asked'],
  },
  42: { from: ['Pending'], event: 'withdrawn', guard: 'any operator', to: ['In force'], records: ['site.policy-withdrawn'] },
  43: {
    from: ['Pending'],
    event: 'the notice has arrived; a suspect clock; a restore',
    guard: 'no jump of a clock ripens it; a day more from the notice on',
    to: ['Pending'],
    records: ['site.policy-told'],
  },
  44: {
    from: ['Pending'],
    event: 'the wait is lived through',
    guard: 'nothing was decided meanwhile, and the notice arrived a day before',
    to: ['In force'],
    records: ['site.policy-changed', 'site.policy-announced'],
  },
};
