import type { Transitions } from './declare.ts';

/** An account. `Disputed`: frozen because a change of its addresses was undone. */
export type AccountState = 'Pending' | 'Active' | 'Frozen(owner)' | 'Frozen(operator)' | 'Disputed';

/** Rows 18 to 27, 37 and 38: an account from its birth to its freezes. */
export const ACCOUNT_STATES: Transitions<AccountState> = {
  18: {
    from: ['Pending'],
    event: 'the button that confirms the address',
    guard: 'the registration’s own browser, or its password',
    to: ['Active'],
    records: ['account.created'],
  },
  19: {
    from: ['Active'],
    event: 'password or factor changed',
    guard: 'both factors within five minutes; the old password for a new one',
    to: ['Active'],
    records: [
      ...(['account.password-changed', 'factor.totp-added', 'factor.key-added', 'factor.codes-replaced'] as const),
      ...(['factor.passkeys-only', 'factor.codes-issued'] as const),
    ],
  },
  20: {
    from: ['Active'],
    event: 'a factor is removed',
    guard: 'both factors within five minutes; not the last one that a policy asks for; a passkey by an older one, or after the wait',
    to: ['Active'],
    records: ['factor.totp-removed', 'factor.key-removed', 'factor.key-kept'],
  },
  21: {
    from: ['Active'],
    event: 'the last factor is removed',
    guard: 'no policy asks for one; all tokens rest',
    to: ['Active'],
    records: ['factor.totp-removed', 'factor.key-removed'],
  },
  22: {
    from: ['Active'],
    event: 'the hundredth judged failure',
    guard: 'what was guessed at opens nothing more; a second factor stays needed',
    to: ['Active'],
    records: ['account.password-disabled', 'factor.totp-disabled', 'factor.codes-disabled'],
  },
  23: {
    from: ['Active'],
    event: 'reset',
    guard: 'link, new password and, where there is one, factor or recovery code, in one act',
    to: ['Active'],
    records: ['account.password-changed'],
    is: ({ how }) => how === 'reset',
  },
  24: {
    from: ['Active', 'Frozen(owner)', 'Disputed'],
    event: 'freeze',
    guard: 'any session, a mailed link, or an operator with a reason, who may take a freeze over',
    to: ['Frozen(owner)', 'Frozen(operator)', 'Disputed'],
    records: ['account.frozen'],
  },
  25: {
    from: ['Frozen(owner)', 'Disputed'],
    event: 'the owner lifts it at once',
    guard: 'a passkey of 30 days before the freeze, and a new password; tokens rest',
    to: ['Active'],
    records: ['account.unfrozen'],
    is: ({ how }) => how === 'passkey',
  },
  26: {
    from: ['Frozen(owner)'],
    event: 'the owner lifts it after a day',
    guard: 'mailbox, password and factor; 24 lived hours in which no address said no; tokens rest',
    to: ['Active'],
    records: ['account.unfrozen'],
    is: ({ how }) => how === 'wait',
  },
  27: {
    from: ['Frozen(owner)', 'Frozen(operator)', 'Disputed'],
    event: 'an operator lifts it',
    guard: 'with a reason',
    to: ['Active'],
    records: ['account.unfrozen'],
    is: ({ by }) => by === 'operator',
  },
  37: {
    from: ['Active', 'Frozen(owner)', 'Frozen(operator)'],
    event: 'an old address undoes a change of addresses',
    guard: 'its link, while the change can be undone',
    to: ['Disputed'],
    records: ['account.addresses-disputed'],
  },
  38: {
    from: ['Disputed'],
    event: 'the old addresses are put back',
    guard: 'link, new password and a factor from before the change; where there was none, after the wait',
    to: ['Active'],
    records: ['account.addresses-restored'],
  },
};

export type ClosingState = 'Open' | 'Closing' | 'Closed';

/** Row 28: an account until it is erased. */
export const CLOSING_STATES: Transitions<ClosingState> = {
  '28': {
    from: ['Open'],
    event: 'closed by its owner',
    guard: 'both factors within five minutes, an older one where there is one; not the last operator; all tokens rest',
    to: ['Closing'],
    records: ['account.closing-asked'],
  },
  '28a': {
    from: ['Closing'],
    event: 'any sign-in, or the mailed link',
    guard: 'within 14 days',
    to: ['Open'],
    records: ['account.kept'],
  },
  '28b': {
    from: ['Closing'],
    event: 'two operators hold the erasure',
    guard: 'both for 72 hours; with a reason, for 90 days at most',
    to: ['Closing'],
    records: ['account.erasure-held'],
  },
  '28c': {
    from: ['Open', 'Closing'],
    event: 'frozen by the owner',
    guard: 'as row 24: whoever freezes her account does not want it closed',
    to: ['Open'],
    records: ['account.frozen'],
    is: ({ by }) => by === 'owner',
  },
  '28d': { from: ['Closing'], event: '14 lived days', guard: 'no hold', to: ['Closed'], records: ['account.closed'] },
};
