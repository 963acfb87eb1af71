import type { MailParagraph } from '../../layout/mail.ts';
import { waitText } from '../../layout/times.ts';
import { type About, codesLeftText, confirmedFor, type NoFacts, type NoticeRules } from './declare.ts';

const wasConfirmed = (_: unknown, { username, siteName }: About): string =>
  `You get this mail because your address was confirmed for the account ${username} of ${siteName} before the change.`;

const addressIsConfirmed = (_: unknown, { siteName }: About): string =>
  `You get this mail because your address is confirmed for an account of ${siteName}.`;

/** An address from before the change can undo it; a newer one is told like any other. */
const MOVED = {
  subject: (_: unknown, { username, button }: About) =>
    button === 'undo-addresses' ? `The mail addresses of ${username} were changed` : `Your account ${username} was changed`,
  why: (facts: unknown, about: About) => (about.button === 'undo-addresses' ? wasConfirmed(facts, about) : confirmedFor(about)),
};

/** Below the table of a mail about what was switched off after too many guesses: nothing was opened. */
export function disabledAfter(): readonly MailParagraph[] {
  return [
    { title: 'Was it you?', text: 'Then set it anew when you need it.' },
    {
      title: 'Was it not you?',
      text: 'Then somebody guessed, and got nowhere. The link freezes the account, if you want that.',
    },
  ];
}

function undoable({ button, wait }: About): readonly string[] {
  return button === 'undo-addresses' ? [`For ${waitText(wait)} you can undo it, also if this address was removed.`] : [];
}

/** What each of them wants to know. */
export interface AccountNotices {
  registration: NoFacts;
  'address-taken': NoFacts;
  'mails-held': { hasAccount: boolean };
  'verify-email': NoFacts;
  invitation: NoFacts;
  'address-added': { address: string };
  'address-doubted': { address: string };
  'address-confirmed': { address: string };
  'primary-changed': { address: string };
  'address-removed': { address: string };
  'restore-addresses': { hadFactor: boolean };
  'addresses-restored': FactorUsed;
  'password-changed': { tokensRest: boolean };
  reset: { isDisowned?: true };
  'reset-refused': NoFacts;
  'reset-link-made': { reason: string };
  'password-reset': FactorUsed;
  'password-disabled': { failures: number };
}

/** What was asked for beside a link: how many recovery codes are left, where one was used. */
interface FactorUsed {
  codesLeft?: number | undefined;
}

function usedUp(left: number | undefined): string {
  return left === undefined ? '' : ` A recovery code was used: it is used up, and ${codesLeftText(left)}.`;
}

/** Registration, addresses, password. */
export const ACCOUNT_NOTICES: NoticeRules<AccountNotices> = {
  registration: {
    when: 'somebody registers with your address',
    of: ['account.registration-started'],
    to: 'typed',
    button: 'verify-registration',
    subject: () => 'Confirm your mail address',
    says: (_, { username }) =>
      `Somebody registered the account ${username} with this address. Press the button on the page behind the link to confirm that it was you.`,
    why: (_, { siteName }) => `You get this mail because your address was typed into ${siteName}'s registration form.`,
  },
  'mails-held': {
    when: 'somebody has asked for more than five mails to you in a day: the sixth says so, and no other comes that day',
    of: ['account.registration-started', 'account.email-added', 'account.email-link-sent', 'account.reset-asked'],
    to: 'typed',
    button: 'none',
    subject: () => 'No more of these mails today',
    says: ({ hasAccount }) => [
      'Somebody asked again and again today for mails to you: a registration, your address on another account, or a new password. Five went out. We hold back the rest until midnight UTC. Nothing was changed by any of them.',
      hasAccount
        ? 'Notices of what is really changed are never held back. The security history of your account counts what was asked for.'
        : 'Your address belongs to no account here.',
    ],
    after: () => [{ title: 'Was it you?', text: 'Ask again tomorrow.' }],
    why: (_, { siteName }) => `You get this mail because your address, or the name of your account, was typed into a form of ${siteName}.`,
  },
  'address-taken': {
    // To the owner of an address that somebody typed again: the page tells the typist nothing.
    when: 'somebody registers with your address or adds it, and you have an account already',
    of: ['account.registration-started', 'account.email-added', 'account.email-link-sent'],
    to: 'typed',
    button: 'none',
    subject: () => 'Somebody tried to use your address',
    says: () =>
      'Somebody tried to register or add your address. You have an account already, so nothing happened: sign in, or ignore this mail.',
    after: () => [],
    why: (_, { siteName }) => `You get this mail because your address belongs to an account of ${siteName}.`,
  },
  'verify-email': {
    when: 'you add an address: a link that confirms it',
    of: ['account.email-added', 'account.email-link-sent'],
    to: 'typed',
    button: 'verify-email',
    subject: () => 'Confirm your mail address',
    says: (_, { username }) =>
      `The account ${username} wants to use this address. Open the link in a browser where you are signed in, and press the button there.`,
    why: (_, { siteName }) => `You get this mail because your address was added to an account of ${siteName}.`,
  },
  invitation: {
    when: 'an operator invites you',
    of: ['site.invitation-made'],
    to: 'typed',
    button: 'invitation',
    subject: (_, { siteName }) => `You are invited to ${siteName}`,
    says: () => 'An operator invites you to this Python package index. The page behind the link makes your account.',
    why: () => 'You get this mail because an operator typed your address into the invitation form.',
  },
  'address-added': {
    when: 'an address is added',
    of: ['account.email-added'],
    to: 'owner',
    button: 'not-me',
    says: ({ address }) => `The address ${address} was added to your account.`,
  },
  'address-doubted': {
    when: 'the domain of an address is gone since a week',
    of: ['account.email-doubted'],
    to: 'owner',
    button: 'none',
    subject: () => 'A mail domain of yours is gone',
    says: ({ address }) =>
      `The name servers deny the domain of your address ${address} since a week. Whoever registers it next gets your mail, so links that set a password or let a browser in do not go there any more. Everything else stays as it is: you sign in as before.`,
    after: () => [
      { title: 'What to do', text: 'Add another address on your account page, confirm it, make it the primary one, and remove this one.' },
    ],
  },
  'address-confirmed': {
    when: 'an added address is confirmed',
    of: ['account.email-verified'],
    to: 'old-addresses',
    button: 'undo-addresses',
    ...MOVED,
    says: ({ address }, about) => [`The address ${address} was confirmed: notices go there from now on.`, ...undoable(about)],
  },
  'primary-changed': {
    when: 'another address becomes the primary one',
    of: ['account.email-made-primary'],
    to: 'old-addresses',
    button: 'undo-addresses',
    ...MOVED,
    says: ({ address }, about) => [`The primary address of your account is now ${address}.`, ...undoable(about)],
  },
  'address-removed': {
    when: 'an address is removed',
    of: ['account.email-removed'],
    to: 'old-addresses',
    button: 'undo-addresses',
    ...MOVED,
    says: ({ address }, about) => [`The address ${address} was removed from your account.`, ...undoable(about)],
  },
  'restore-addresses': {
    when: 'a change of addresses was undone: how to put the old ones back',
    of: ['account.addresses-disputed'],
    to: 'old-addresses',
    button: 'restore-addresses',
    subject: () => 'Put the old mail addresses back',
    says: ({ hadFactor }, { username, wait }) =>
      `The change of the mail addresses of ${username} was undone, and the account is frozen. ${
        hadFactor
          ? 'The page behind the link asks for a new password, and for a second factor or recovery code from before the change.'
          : `The account had no second factor, so the page behind the link opens after ${waitText(wait)}; it asks for a new password.`
      }`,
    why: wasConfirmed,
  },
  'addresses-restored': {
    when: 'the old addresses are put back',
    of: ['account.addresses-restored', 'factor.code-accepted', 'factor.key-accepted', 'factor.code-used', 'factor.passkeys-only'],
    to: 'owner',
    button: 'not-me',
    says: ({ codesLeft }) =>
      `The mail addresses of your account are again those from before the change. Every factor and token added since is gone, all sessions have ended, and the password is new.${usedUp(codesLeft)}`,
  },
  'password-changed': {
    when: 'the password is changed or set',
    of: ['account.password-changed'],
    to: 'owner',
    button: 'not-me',
    says: ({ tokensRest }) =>
      `The password of your account was changed. All other sessions have ended.${
        tokensRest ? ' Tokens made in the last 30 days rest until you say that they are yours.' : ''
      }`,
  },
  reset: {
    when: 'somebody asks to set a new password, or ends a sign-in that was not hers: the link for it',
    of: ['account.reset-asked'],
    to: 'mailbox',
    button: 'reset',
    subject: () => 'Set a new password',
    says: ({ isDisowned }, { username }) =>
      isDisowned
        ? `Every session of the account ${username} was ended with a link, and its password opens nothing any more. The page behind this link sets a new one, and asks for your second factor if you have one.`
        : `Somebody asked to set a new password for the account ${username}. The page behind the link asks for it, and for your second factor if you have one.`,
    why: addressIsConfirmed,
  },
  'reset-refused': {
    when: 'somebody asks to set a new password for an operator’s account that has no second factor',
    of: ['account.reset-asked'],
    to: 'mailbox',
    button: 'none',
    subject: () => 'No mail resets this password',
    says: (_, { username }) =>
      `Somebody asked to set a new password for the account ${username}. It belongs to an operator and has no second factor, so no mail resets it: whoever reads this mailbox would be an operator.`,
    after: () => [
      {
        title: 'Was it you?',
        text: 'Ask two other operators to begin a recovery, or run “keyhouse user reset-link” on the host. Set up a second factor then.',
      },
      { title: 'Was it not you?', text: 'Then there is nothing to do. Set up a second factor.' },
    ],
    why: addressIsConfirmed,
  },
  'reset-link-made': {
    when: 'an operator makes a link that sets a new password',
    of: ['account.reset-asked', 'site.reset-link-made'],
    to: 'owner',
    button: 'not-me',
    says: ({ reason }) => `An operator made a link that sets a new password, and hands it over. Reason: ${reason}`,
  },
  'password-reset': {
    when: 'the password is set anew with a link',
    of: ['account.password-changed', 'factor.code-accepted', 'factor.key-accepted', 'factor.code-used'],
    to: 'owner',
    button: 'not-me',
    says: ({ codesLeft }) =>
      `The password of your account was reset with a link. All sessions have ended, and tokens made in the last 30 days rest until you say that they are yours.${usedUp(codesLeft)}`,
  },
  'password-disabled': {
    when: 'the password is switched off after a hundred wrong ones',
    of: ['account.password-disabled'],
    to: 'owner',
    button: 'not-me',
    says: ({ failures }) =>
      `After ${failures} wrong passwords the password of your account opens nothing until it is set anew. Ask for a link on the sign-in page.`,
    after: disabledAfter,
  },
};
