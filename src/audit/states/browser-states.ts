import type { Transitions } from './declare.ts';

/**
 * A browser. `Full` has the strength of what was shown: P password, R password and recovery code, O password and app, K password and
 * security key, V a passkey that verified its person. Any state ends as Anon when the account's epoch rises.
 */
export type BrowserState = 'Anon' | 'Half' | 'MailHold' | 'Full(P)' | 'Full(R)' | 'Full(O)' | 'Full(K)' | 'Full(V)' | 'EnrolOnly';

const FULL = ['Full(P)', 'Full(R)', 'Full(O)', 'Full(K)', 'Full(V)'] as const;

/** Rows 1 to 17: signing in and what a session may do. */
export const BROWSER_STATES: Transitions<BrowserState> = {
  1: {
    from: ['Anon'],
    event: 'password right',
    guard: 'the account is active and needs no second factor',
    to: ['Full(P)'],
    records: ['session.started'],
  },
  2: {
    from: ['Anon'],
    event: 'password right',
    guard: 'it needs a second factor, and is not opened by passkeys only',
    to: ['Half'],
    records: [],
  },
  3: {
    from: ['Anon'],
    event: 'password wrong or refused',
    guard: 'the attempt was spent before, in its pool',
    to: ['Anon'],
    records: ['refused.sign-in', 'refused.unknown-name'],
  },
  4: {
    from: ['Anon'],
    event: 'assertion of a passkey',
    guard: 'its challenge is claimed in this browser, its person verified, the key live and of this account',
    to: ['Full(V)'],
    records: ['session.started'],
  },
  5: { from: ['Anon'], event: 'assertion without its person verified', guard: '', to: ['Anon'], records: ['refused.sign-in'] },
  6: {
    from: ['Half'],
    event: 'assertion of a key',
    guard: 'a live key of this account',
    to: ['Full(K)', 'Full(V)'],
    records: ['session.started'],
  },
  7: {
    from: ['Half'],
    event: 'code of an app, its step claimed',
    guard: 'the browser is known, or it waits for the mailbox',
    to: ['Full(O)', 'MailHold'],
    records: ['session.started', 'session.held'],
  },
  8: {
    from: ['Half'],
    event: 'recovery code claimed',
    guard: 'the browser is known, or it waits for the mailbox',
    to: ['Full(R)', 'MailHold'],
    records: ['session.started', 'session.held'],
  },
  9: {
    from: ['Half', 'MailHold'],
    event: 'five or ten minutes over, cancelled, or no guess left',
    guard: '',
    to: ['Anon'],
    records: [],
  },
  10: {
    from: ['MailHold'],
    event: 'the button behind the mailed link',
    guard: 'the same browser; the link is claimed; the address was confirmed before any open change of addresses',
    to: ['Full(O)', 'Full(R)'],
    records: ['session.started'],
  },
  11: {
    from: ['MailHold'],
    event: '“this is not me”',
    guard: 'the link, from any browser',
    to: ['Anon'],
    records: ['session.hold-refused', 'account.frozen'],
  },
  12: {
    from: FULL,
    event: 'an hour idle, or 12 hours since both factors',
    guard: 'after idling alone one factor resumes it',
    to: ['Anon'],
    records: ['session.resumed'],
  },
  13: {
    from: ['Full(P)', 'Full(O)', 'Full(K)', 'Full(V)'],
    event: 'step-up',
    guard: 'a passkey, or password and a code or key in one form; P: the password',
    to: ['Full(P)', 'Full(O)', 'Full(K)', 'Full(V)'],
    records: ['session.stepped-up'],
  },
  14: {
    from: ['Full(R)', 'EnrolOnly'],
    event: 'one new factor is set up',
    guard: 'the mailbox was confirmed within a quarter of an hour',
    to: ['Anon'],
    records: ['factor.totp-added', 'factor.key-added'],
  },
  15: {
    from: ['Full(P)'],
    event: 'first factor proven, one recovery code typed back',
    guard: 'within ten minutes, in this session',
    to: ['Full(O)', 'Full(K)', 'Full(V)'],
    records: ['session.raised', 'factor.totp-added', 'factor.key-added'],
  },
  16: {
    from: FULL,
    event: 'a sensitive page or form',
    guard: 'as fresh and as strong as its route asks',
    to: FULL,
    records: [],
  },
  17: {
    from: FULL,
    event: 'the day of a policy that asks for more',
    guard: 'the account lacks it',
    to: ['EnrolOnly'],
    records: [],
  },
};
