import { dayText } from '../../layout/times.ts';
import type { About, NoFacts, NoticeRules } from './declare.ts';

/** What each of them wants to know. */
export interface ClosingNotices {
  'account-closing': { from: number; projects: readonly string[] };
  'account-kept': { by: 'sign-in' | 'link' };
  'erasure-held': { until: number };
  'account-closed': NoFacts;
}

const isOrWas = (_: unknown, { username, siteName }: About): string =>
  `You get this mail because your address is or was confirmed for the account ${username} of ${siteName}.`;

/** Closing an account for good. */
export const CLOSING_NOTICES: NoticeRules<ClosingNotices> = {
  'account-closing': {
    when: 'the account is to be closed in 14 days',
    of: ['account.closing-asked'],
    to: 'every-address',
    button: 'keep-account',
    subject: (_, { username }) => `The account ${username} is being closed`,
    says: ({ from, projects }, { username }) => [
      `Somebody signed in to the account ${username} closed it. Every session has ended, and its tokens rest. On ${dayText(from)} what is personal is erased, and the name is never given to anybody again.`,
      ...(projects.length === 0
        ? []
        : [`Projects that nobody else owns stay readable, and nothing is uploaded to them any more: ${projects.join(', ')}.`]),
    ],
    why: isOrWas,
  },
  'account-kept': {
    when: 'an account that was being closed is kept',
    of: ['account.kept'],
    to: 'owner',
    button: 'not-me',
    says: ({ by }) =>
      `Your account is not closed: ${by === 'sign-in' ? 'somebody signed in to it' : 'somebody opened the link that we mailed, and pressed the button'}. Its tokens rest until you say on your account page that they are yours.`,
  },
  'erasure-held': {
    when: 'two operators hold the erasure of a closed account',
    of: ['account.erasure-held'],
    to: 'owner',
    button: 'none',
    says: ({ until }) =>
      `Two operators hold the erasure of your account, because something that happened is being looked into. It waits until ${dayText(until)} at most.`,
    after: () => [],
  },
  'account-closed': {
    when: 'the account is closed and erased',
    of: ['account.closed'],
    to: 'owner',
    button: 'none',
    subject: (_, { username }) => `The account ${username} is closed`,
    says: () => 'The account is closed. Its name is never given to anybody again, and what was personal is erased; so is this address.',
    after: () => [],
  },
};
