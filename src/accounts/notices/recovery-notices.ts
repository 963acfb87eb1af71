import { waitText } from '../../layout/times.ts';
import type { About, NoFacts, NoticeRules } from './declare.ts';

const asksForAccount = (_: unknown, { username }: About): string => `Somebody asks for your account ${username}`;

/** What each of them wants to know. */
export interface RecoveryNotices {
  'voucher-named': { other: string };
  'voucher-asked': { owner: string; page: string };
  'voucher-accepted': { other: string };
  'voucher-removed': { other: string };
  'vouchers-needed': { before: number; needed: number; holds: 'now' | 'later' };
  'recovery-asked': NoFacts;
  'recovery-started': { by: 'operator' | 'command'; reason: string };
  'recovery-withdrawn': { reason: string };
  'recovery-vouch': { other: string; page: string };
  'recovery-vouched': { other: string; isOperator: boolean; word: number; of: number; waits: number };
  'recovery-objected': NoFacts;
  'recovery-warned': NoFacts;
  'recovery-ready': NoFacts;
  'recovery-stopped': NoFacts;
  'practice-begun': { page: string };
  'practice-vouch': { other: string; page: string };
  recovered: NoFacts;
}

/** People who vouch, and recoveries. */
export const RECOVERY_NOTICES: NoticeRules<RecoveryNotices> = {
  'voucher-named': {
    when: 'somebody is named to vouch for you',
    of: ['recovery.voucher-named'],
    to: 'owner',
    button: 'not-me',
    says: ({ other }, { wait }) =>
      `${other} was named to vouch for you when you have lost everything. It counts ${waitText(wait)} after ${other} accepts; until then, and later too, you can remove it.`,
  },
  'voucher-asked': {
    // No link that decides: she signs in and looks.
    when: 'somebody names you to vouch',
    of: ['recovery.voucher-named'],
    to: 'named',
    button: 'none',
    subject: ({ owner }) => `${owner} names you to vouch`,
    says: ({ owner, page }, { username, url }) => [
      `${owner} asks you, ${username}, to vouch on the day when ${owner} has lost everything that opens the account. You would talk to ${owner}, type a code that you hear by voice, and confirm with your passkey.`,
      `Accept it only if you know ${owner} well. Sign in and open ${url}${page}`,
    ],
    after: () => [],
  },
  'voucher-accepted': {
    when: 'somebody whom you named accepts',
    of: ['recovery.voucher-accepted'],
    to: 'owner',
    button: 'not-me',
    says: ({ other }, { wait }) =>
      `${other}, whom you named, accepted to vouch for you when you have lost everything. It counts in ${waitText(wait)}.`,
  },
  'voucher-removed': {
    when: 'somebody no longer vouches for you',
    of: ['recovery.voucher-removed'],
    to: 'owner',
    button: 'not-me',
    says: ({ other }) => `${other} is no longer one of the people who vouch for you when you have lost everything.`,
  },
  'vouchers-needed': {
    when: 'the number of people who must vouch for you is changed',
    of: ['recovery.needed-changed'],
    to: 'owner',
    button: 'not-me',
    says: ({ before, needed, holds }, { wait }) =>
      `From ${holds === 'now' ? 'now on' : `in ${waitText(wait)} on`} ${needed} of the people you named must vouch for you, instead of ${before}.`,
  },
  'recovery-asked': {
    when: 'somebody who says to have lost everything asks for your account',
    of: ['recovery.asked'],
    to: 'owner',
    button: 'objection',
    subject: asksForAccount,
    says: (_, { username, wait }) =>
      `Somebody who says to have lost every passkey, app and code asks for your account ${username}. If enough people vouch, and nobody objects, it is handed over after ${waitText(wait)}.`,
  },
  'recovery-started': {
    when: 'operators begin a recovery of your account',
    of: ['recovery.started'],
    to: 'owner',
    button: 'objection',
    subject: asksForAccount,
    says: ({ by }, { username, wait }) =>
      `${by === 'operator' ? 'An operator' : 'Somebody at the machine of this index'} began a recovery of your account ${username}, for whoever asked for it by another way. If two operators agree, and nobody objects, it is handed over after ${waitText(wait)}.`,
    lines: ({ reason }) => [['Reason', reason]],
  },
  'recovery-withdrawn': {
    when: 'an operator stops a recovery of your account',
    of: ['recovery.withdrawn'],
    to: 'owner',
    button: 'not-me',
    subject: (_, { username }) => `A recovery of your account ${username} was stopped`,
    says: () => 'An operator stopped the recovery that was asked for your account. Nobody gets it by that request.',
    lines: ({ reason }) => [['Reason', reason]],
  },
  'recovery-vouch': {
    when: 'somebody asks for an account for which you may vouch',
    of: ['recovery.asked'],
    to: 'vouchers',
    button: 'none',
    subject: ({ other }) => `${other} asks you to vouch`,
    says: ({ other, page }, { url }) =>
      `Somebody asks for the account ${other} and says to have lost everything. Talk to ${other} yourself, by a way that you know from before, and vouch only if you know the voice. You will be asked for a code that ${other} reads out to you. Sign in and open ${url}${page}`,
    after: () => [],
    why: ({ other }, { siteName }) => `You get this mail because you may vouch for ${other} at ${siteName}.`,
  },
  'recovery-vouched': {
    when: 'somebody vouches for whoever asks for your account',
    of: ['recovery.vouched'],
    to: 'owner',
    button: 'objection',
    subject: asksForAccount,
    says: ({ other, isOperator, word, of, waits }, { username }) => {
      const as = isOperator ? ' as an operator' : '';
      const then = word >= of ? ` Unless it is stopped, the account is handed over in ${waitText(waits)}.` : '';
      return `${other} vouched${as} for whoever asks for your account ${username}: ${word} of ${of}.${then}`;
    },
  },
  'practice-begun': {
    when: 'a practice run of a recovery begins',
    of: ['recovery.practice-begun'],
    to: 'owner',
    button: 'not-me',
    subject: () => 'Practice: a recovery is rehearsed',
    says: ({ page }, { username, url }) =>
      `This is a practice run. It opens, changes and ends nothing. The people who vouch for ${username} are asked to rehearse it; how far it has come stands at ${url}${page}`,
    after: () => [
      { title: 'Was it you?', text: 'Then read your code out to them. That this mail has arrived is a part of what you rehearse.' },
      {
        title: 'Was it not you?',
        text: 'Then somebody is signed in to your account. Open the page behind the link and press the red button: it freezes the account.',
      },
    ],
  },
  'practice-vouch': {
    when: 'somebody for whom you may vouch rehearses it with you',
    of: ['recovery.practice-begun'],
    to: 'named',
    button: 'none',
    subject: ({ other }) => `Practice: ${other} rehearses a recovery with you`,
    says: ({ other, page }, { url }) => [
      `This is a practice run. Nothing was lost, and nothing is opened by it. Let ${other} read a code out to you, sign in, and open ${url}${page}`,
      'A practice run asks for a word on a page that says “Practice” alone. Whoever calls something a practice and leads you to another page wants the account.',
    ],
    after: () => [],
    why: ({ other }, { siteName }) => `You get this mail because you may vouch for ${other} at ${siteName}.`,
  },
  'recovery-objected': {
    when: 'a recovery is made to wait longer',
    of: ['recovery.objected'],
    to: 'owner',
    button: 'none',
    subject: asksForAccount,
    says: (_, { wait }) =>
      `Somebody objected to the recovery that was asked for your account: it waits ${waitText(wait)} longer. Nobody can make it wait again.`,
    after: () => [{ title: 'Is the recovery not yours?', text: 'Sign in and stop it with any passkey or app that is older than it.' }],
  },
  'recovery-warned': {
    when: 'a recovery is over in a day',
    of: ['recovery.warned'],
    to: 'owner',
    button: 'objection',
    subject: asksForAccount,
    says: () => 'In 24 hours the account is handed over to whoever asked for it, because enough people vouched and nothing has stopped it.',
  },
  'recovery-ready': {
    when: 'the wait of a recovery is over',
    of: ['recovery.ready'],
    to: 'owner',
    button: 'objection',
    subject: asksForAccount,
    says: () =>
      'The wait is over. Whoever asked for the account can now set a new password and factor, within seven days; everything old goes then.',
  },
  'recovery-stopped': {
    when: 'a recovery is stopped',
    of: ['recovery.stopped'],
    to: 'owner',
    button: 'not-me',
    says: () => 'The recovery that somebody asked for was stopped with a passkey or app from before it.',
  },
  recovered: {
    when: 'your account is handed over by a recovery',
    of: [
      'recovery.completed',
      'factor.totp-added',
      'factor.key-added',
      'factor.totp-removed',
      'factor.key-removed',
      'factor.codes-made',
      'factor.passkeys-only',
    ],
    to: 'owner',
    button: 'not-me',
    says: () =>
      'Your account was handed over by recovery: people vouched, and the wait is over. It has a new password, a new factor and new codes; every old one is out, all sessions ended, and all tokens rest until you say that they are yours.',
  },
};
