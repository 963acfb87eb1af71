import { paths } from '../../paths.ts';
import type { About, NoFacts, NoticeRules } from './declare.ts';

/** What each of them wants to know. */
export interface FreezeNotices {
  frozen: { who: string; by: 'owner' | 'operator' };
  unfreeze: NoFacts;
  'unfreeze-asked': NoFacts;
  unfrozen: { how: 'operator' | 'passkey' | 'wait' };
}

const LIFTED = {
  operator: 'An operator lifted the freeze of your account. Sign in and look at your security history.',
  passkey:
    'The freeze of your account was lifted with one of your older passkeys, and it has a new password. Its tokens rest until you say on your account page that they are yours.',
  wait: 'The freeze of your account was lifted, because nobody said no for 24 hours. Sign in, change the password, and look at your security history. Its tokens rest until you say on your account page that they are yours.',
} as const;

/** Freezing, and who lifts it. */
export const FREEZE_NOTICES: NoticeRules<FreezeNotices> = {
  frozen: {
    when: 'the account is frozen',
    of: ['account.frozen'],
    to: 'owner',
    button: 'none',
    says: ({ who, by }, { url }) =>
      `${who} froze your account. Every session has ended, nobody can sign in, and its tokens do nothing. ${
        by === 'operator' ? 'Only an operator can lift it.' : `You can lift it at ${url}${paths.unfreeze()}, or ask an operator.`
      }`,
  },
  unfreeze: {
    when: 'somebody asks to lift the freeze of your account: the link for it',
    of: ['account.reset-asked'],
    to: 'mailbox',
    button: 'unfreeze',
    subject: () => 'Lift the freeze of your account',
    says: (_, { username }) =>
      `Somebody asked to lift the freeze of the account ${username}. The page behind the link asks for the password and the second factor; then 24 hours pass, in which each of your addresses can say no.`,
  },
  'unfreeze-asked': {
    when: 'the freeze of your account is to be lifted in a day',
    of: ['account.unfreeze-asked', 'factor.code-accepted', 'factor.key-accepted', 'factor.code-used'],
    to: 'every-address',
    button: 'keep-frozen',
    subject: (_, { username }) => `The freeze of ${username} is to be lifted`,
    says: (_, { username }) =>
      `Somebody who knows the password of the account ${username}, has its second factor and reads a mailbox of it asked to lift its freeze. It is lifted 24 hours after this mail, unless one of the account’s addresses says no.`,
    why: (_: unknown, { username, siteName }: About) =>
      `You get this mail because your address is or was confirmed for the account ${username} of ${siteName}.`,
  },
  unfrozen: {
    when: 'a freeze is lifted',
    of: ['account.unfrozen'],
    to: 'owner',
    button: 'not-me',
    says: ({ how }) => LIFTED[how],
  },
};
