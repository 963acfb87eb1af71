import type { EventKind } from '../../audit/events/events.ts';
import { DAY } from '../../base/brands.ts';
import type { MailParagraph } from '../../layout/mail.ts';
import { spanText, waitText } from '../../layout/times.ts';
import { paths } from '../../paths.ts';
import type { LinkKind } from '../links.ts';

export type Audience = 'owner' | 'mailbox' | 'typed' | 'old-addresses' | 'every-address' | 'named' | 'vouchers' | 'operators';

/** Who gets a mail, in the words of the help page. */
export const AUDIENCES: Readonly<Record<Audience, string>> = {
  owner: 'every confirmed address of the account',
  mailbox: 'one confirmed address, the primary one first',
  typed: 'the address that was typed',
  'old-addresses': 'every address from before the change; a newer confirmed one without the button',
  'every-address': 'every confirmed address, and those from before a change that can still be undone',
  named: 'the person who was named',
  vouchers: 'the people who may vouch, and the operators where too few of them count',
  operators: 'every operator',
};

/** What the account and the site are called in a mail. */
export interface About {
  readonly username: string;
  readonly siteName: string;
  readonly url: string;
  /** How long what loosens waits here, in milliseconds. */
  readonly wait: number;
  /** What this reader gets. */
  readonly button: ButtonKind | 'none';
}

/** Lines of a mail's table. */
export type Lines = readonly (readonly [name: string, value: string])[];

/** One kind of mail: when it goes out, to whom, and what it says. When, browser and address are added to each. */
export interface NoticeRule<Facts> {
  /** Ends the sentence "You get a mail when …". */
  readonly when: string;
  /** The events that it tells of; none where nothing has happened yet. */
  readonly of: readonly EventKind[];
  readonly to: Audience;
  readonly button: ButtonKind | 'none';
  readonly says: (facts: Facts, about: About) => string | readonly string[];
  /** Subject and heading; without it that the account was changed. */
  readonly subject?: (facts: Facts, about: About) => string;
  /** More lines of the table: what a token allows, why an operator did it. */
  readonly lines?: (facts: Facts) => Lines;
  /** What to do if it was right, and if it was not; without it what the button's row says. */
  readonly after?: (facts: Facts, about: About) => readonly MailParagraph[];
  /** Why it was sent; without it that the address is confirmed for the account. */
  readonly why?: (facts: Facts, about: About) => string;
}

const WAS_YOU = { title: 'Was it you?', text: 'Then there is nothing to do.' };

/** What a mail says below its table where its row says nothing else and it has no button. */
export const WITHOUT_BUTTON: readonly MailParagraph[] = [
  WAS_YOU,
  {
    title: 'Was it not you?',
    text: 'Sign in, look at your security history, end the sessions that are not yours and change your password. If you cannot sign in, ask an operator to freeze the account.',
  },
];

/** The link behind a button; `set-up` alone leads to a page that asks for a sign-in. */
export type ButtonKind = Exclude<LinkKind, 'setup' | 'start-recovery'> | 'set-up';

interface Button {
  readonly label: string;
  readonly path: string;
  readonly until: string | ((about: About) => string);
  readonly after: readonly MailParagraph[] | ((about: About) => readonly MailParagraph[]);
}

/** The buttons of mails. */
export const BUTTONS: Readonly<Record<ButtonKind, Button>> = {
  'not-me': {
    label: 'This was not me',
    path: paths.notMe(),
    until: 'The link works once, for three days, and until the next notice like this one.',
    after: [
      WAS_YOU,
      {
        title: 'Was it not you?',
        text: 'Open the page behind the link and press the red button: it freezes the account, every session ends, and nobody gets in until you, or an operator, lift it.',
      },
    ],
  },
  'end-session': {
    label: 'This was not me',
    path: paths.endSession(),
    until: 'The link works once, for three days, and until the next mail like this one.',
    after: [
      WAS_YOU,
      {
        title: 'Was it not you?',
        text: 'Open the page behind the link and press the red button: every session ends, the password opens nothing any more, and we mail you a link that sets a new one.',
      },
    ],
  },
  'undo-addresses': {
    label: 'Undo the change',
    path: paths.undoAddresses(),
    until: ({ wait }) => `The link works once, for ${waitText(wait)}, and until the next notice like this one.`,
    after: ({ wait }) => [
      { title: 'Was it you?', text: `Then there is nothing to do: after ${waitText(wait)} it stands.` },
      {
        title: 'Was it not you?',
        text: 'Open the page behind the link and press the button. It freezes the account at once; then we mail you how to put the old addresses back.',
      },
    ],
  },
  'restore-addresses': {
    label: 'Put them back',
    path: paths.restoreAddresses(),
    until: ({ wait }) => `The link works once, for ${spanText(wait + 4 * DAY)}.`,
    after: [
      {
        title: 'Was the change right?',
        text: 'Then do nothing with this link, and lift the freeze, from the sign-in page or by an operator: the new addresses stay.',
      },
    ],
  },
  unfreeze: {
    label: 'Go on',
    path: paths.confirmUnfreeze(),
    until: 'The link works once, for one hour.',
    after: [{ title: 'Was it not you?', text: 'Then do nothing: the account stays frozen, and the link dies in an hour.' }],
  },
  'keep-frozen': {
    label: 'Keep it frozen',
    path: paths.keepFrozen(),
    until: 'The link works once, for three days, and until the next mail like this one.',
    after: [
      { title: 'Was it you?', text: 'Then wait: there is nothing to do.' },
      { title: 'Was it not you?', text: 'Open the page behind the link and press the red button: the account stays frozen.' },
    ],
  },
  'keep-account': {
    label: 'Keep the account',
    path: paths.keepAccount(),
    until: 'The link works once, until the account is erased.',
    after: [
      {
        title: 'Was it you?',
        text: 'Then there is nothing to do. To change your mind, sign in or press the button on the page behind the link.',
      },
      {
        title: 'Was it not you?',
        text: 'Sign in: that alone keeps the account. Or press the button on the page behind the link. Then look at your security history.',
      },
    ],
  },
  objection: {
    label: 'This was not me',
    path: paths.objection(),
    until: 'The link works once, and until the next notice of this kind.',
    after: ({ wait }) => [
      { title: 'Was it you?', text: 'Then go on in the browser in which you asked. Nothing here is needed for it.' },
      {
        title: 'Was it not you?',
        text: `Open the page behind the link. Any passkey or app of yours that is older than this stops it for good; without one you can make it wait ${waitText(wait)} more, once.`,
      },
    ],
  },
  reset: {
    label: 'Set a new password',
    path: paths.resetPassword(),
    until: 'The link works once, for one hour.',
    after: [
      {
        title: 'Was it not you?',
        text: 'Then do nothing: without this mail and your second factor nobody gets in, and the link dies in an hour.',
      },
    ],
  },
  'new-browser': {
    label: 'Go on',
    path: paths.confirmBrowser(),
    until: 'The link works once, for ten minutes, in the browser that asked for it.',
    after: [],
  },
  'sign-in': {
    label: 'Go on',
    path: paths.confirmSignIn(),
    until: 'The link works once, for ten minutes, in the browser that signs in.',
    after: [
      {
        title: 'Was it not you?',
        text: 'Then somebody has your password and a code of yours. Open the link, wherever you are, and press “This is not me”.',
      },
    ],
  },
  'verify-registration': {
    label: 'Confirm the address',
    path: paths.verifyEmail(),
    until: 'The link works once, for 24 hours.',
    after: [
      {
        title: 'Was it not you?',
        text: 'Open the link and choose “Not me”: the registration is deleted. Without a confirmation it dies by itself in a day.',
      },
    ],
  },
  'verify-email': {
    label: 'Confirm the address',
    path: paths.verifyEmail(),
    until: 'The link works once, for 24 hours, signed in.',
    after: [{ title: 'Was it not you?', text: 'Then do nothing: the address is removed in a day.' }],
  },
  invitation: {
    label: 'Create the account',
    path: paths.invitation(),
    until: 'The link works once, for seven days.',
    after: [{ title: 'Do you not know what this is?', text: 'Then do nothing: without you nobody makes an account with this address.' }],
  },
  'set-up': { label: 'Set it up', path: paths.webauthnProvision(), until: 'The page asks you to sign in.', after: [] },
};

/** Why most mails are sent. */
export function confirmedFor({ username, siteName }: About): string {
  return `You get this mail because your address is confirmed for the account ${username} of ${siteName}.`;
}

/** The rows of one subject, by kind, over what each wants to know. */
export type NoticeRules<Facts> = { readonly [Kind in keyof Facts]: NoticeRule<Facts[Kind]> };

/** Of a mail that says the same each time. */
export type NoFacts = Readonly<Record<never, never>>;

/** How many recovery codes an account has left, after one was used. */
export function codesLeftText(left: number): string {
  return left === 0 ? 'no code is left' : `${left} ${left === 1 ? 'is' : 'are'} left`;
}
