import type { Transitions } from './declare.ts';

/** A request for an account of which everything is lost. `Started` by operators, it waits for a browser that holds its secret. */
export type RecoveryState = 'None' | 'Started' | 'Requested' | 'Waiting' | 'Ready' | 'Claimed' | 'Stopped' | 'Void';

/** Rows 29 to 34. */
export const RECOVERY_STATES: Transitions<RecoveryState> = {
  29: {
    from: ['None', 'Started'],
    event: 'asked for',
    guard: 'the link from the mailbox, and the password or a saved code; or the link that an operator handed over',
    to: ['Requested'],
    records: ['recovery.asked'],
  },
  '29a': {
    from: ['None'],
    event: 'begun by operators',
    guard: 'an operator with a fresh sign-in, or a command on the host, with a reason; the account is not frozen',
    to: ['Started'],
    records: ['recovery.started'],
  },
  30: {
    from: ['Requested'],
    event: 'somebody vouches',
    guard: 'named and accepted before the wait, or an operator of that age; an older passkey; the code told by voice',
    to: ['Requested', 'Waiting'],
    records: ['recovery.vouched'],
  },
  31: {
    from: ['Started', 'Requested', 'Waiting', 'Ready'],
    event: 'stopped',
    guard: 'a factor from before the request; or a later request takes its place',
    to: ['Stopped'],
    records: ['recovery.stopped'],
  },
  32: {
    from: ['Started', 'Requested', 'Waiting'],
    event: 'objected to',
    guard: 'a session of the account, or a mailed link; once',
    to: ['Started', 'Requested', 'Waiting'],
    records: ['recovery.objected'],
  },
  33: {
    from: ['Waiting'],
    event: 'the wait is lived through',
    guard: 'its last notice was delivered a day before',
    to: ['Waiting', 'Ready'],
    records: ['recovery.warned', 'recovery.told', 'recovery.ready'],
  },
  '33a': {
    from: ['Started', 'Requested', 'Waiting', 'Ready'],
    event: 'nobody goes on with it',
    guard: '14 days; a day while nobody has opened the link of an operator; seven once it is ready',
    to: ['Void'],
    records: ['recovery.expired'],
  },
  '33b': {
    from: ['Started', 'Requested', 'Waiting', 'Ready'],
    event: 'stopped by an operator',
    guard: 'an operator with a fresh sign-in and a reason, not about an account of her own; or a newer link of one takes its place',
    to: ['Void'],
    records: ['recovery.withdrawn'],
  },
  34: {
    from: ['Ready'],
    event: 'begun anew',
    guard: 'the claimant’s browser; new password, factor and codes in one act, everything old out',
    to: ['Claimed'],
    records: ['recovery.completed'],
  },
};
