import { spanText, waitText } from '../../layout/times.ts';
import { paths } from '../../paths.ts';
import { disabledAfter } from './account-notices.ts';
import { type About, codesLeftText, type Lines, type NoFacts, type NoticeRules } from './declare.ts';

const PASSWORD_ALONE = 'a password alone opens the account, and its tokens do nothing';

const STEPS = { totp: 'the code of an app', 'recovery-code': 'the recovery code', key: 'the passkey or security key' } as const;

/** What each of them wants to know. */
export interface FactorNotices {
  'factor-added': { added: readonly string[]; inPlaceOf?: string | undefined; codes?: number };
  'factor-replaced': { added: string; replacesApp: boolean };
  'app-removed': { name: string; isLast: boolean };
  'passkey-removed': { name: string; isLast: boolean };
  'passkey-leaves': { name: string };
  'passkeys-only': NoFacts;
  'passkeys-only-leaves': NoFacts;
  'codes-replaced': NoFacts;
  'codes-issued': { count: number };
  'code-used': { left: number };
  'apps-disabled': { failures: number };
  'codes-disabled': { failures: number };
  'step-refused': { step: keyof typeof STEPS };
  'new-browser': { isAsked: boolean };
  'sign-in': NoFacts;
  'signed-in': { from: 'browser' | 'place'; by: string };
  'signed-in-often': { by: string };
  'sign-in-disowned': { hasPassword: boolean };
}

const newSignIn = (_: unknown, { username }: About): string => `New sign-in to your account ${username}`;
const signedInWith = ({ by }: { readonly by: string }): Lines => [['With', by]];

/** What whoever was thrown out has to know (B18). */
function stillStops({ wait, url }: About): string {
  return `It opens nothing any more. For ${waitText(wait)} it can still stop everything, at ${url}${paths.stopEverything()}`;
}

/** Factors, recovery codes, what a sign-in waits for, and what is told of it. */
export const FACTOR_NOTICES: NoticeRules<FactorNotices> = {
  'factor-added': {
    when: 'a second factor is added, or one takes the place of another',
    of: ['factor.totp-added', 'factor.key-added', 'factor.codes-made', 'factor.totp-removed'],
    to: 'owner',
    button: 'not-me',
    says: ({ added, inPlaceOf, codes }) => {
      const place = inPlaceOf === undefined ? '' : ` in place of “${inPlaceOf}”`;
      const withCodes = codes === undefined ? '' : `, with ${codes} recovery codes`;
      return added.map((words) => `${words} was added as a second factor${place}${withCodes}.`).join(' ');
    },
  },
  'factor-replaced': {
    when: 'a new factor is set up after a recovery code or by a policy',
    of: ['factor.totp-added', 'factor.key-added', 'factor.totp-removed'],
    to: 'owner',
    button: 'not-me',
    says: ({ added, replacesApp }) =>
      `${added} was set up with a recovery code and a link${replacesApp ? ', in place of the old app' : ''}. All sessions have ended.`,
  },
  'app-removed': {
    when: 'an authenticator app is removed',
    of: ['factor.totp-removed'],
    to: 'owner',
    button: 'not-me',
    says: ({ name, isLast }, about) => [
      `The authenticator app “${name}” was removed.${
        isLast ? ' The account has no second factor now: a password alone opens it, and its tokens do nothing until you set one up.' : ''
      }`,
      stillStops(about),
    ],
  },
  'passkey-removed': {
    when: 'a passkey or security key is removed',
    of: ['factor.key-removed'],
    to: 'owner',
    button: 'not-me',
    says: ({ name, isLast }, about) => [
      `The passkey “${name}” was removed.${isLast ? ` It was the last second factor: ${PASSWORD_ALONE}.` : ''}`,
      stillStops(about),
    ],
  },
  'passkey-leaves': {
    when: 'somebody asks to remove a passkey, and it stays until the wait is over',
    of: ['factor.key-removed'],
    to: 'owner',
    button: 'not-me',
    says: ({ name }, { wait }) =>
      `Somebody asked to remove the passkey “${name}”. It goes in ${spanText(wait)}; until then the account page can keep it.`,
  },
  'passkeys-only': {
    when: '“passkeys only” is switched on',
    of: ['factor.passkeys-only'],
    to: 'owner',
    button: 'not-me',
    says: () => 'From now on nothing but its passkeys opens your account. All other sessions have ended.',
  },
  'passkeys-only-leaves': {
    when: 'somebody asks to switch “passkeys only” off',
    of: ['factor.passkeys-only'],
    to: 'owner',
    button: 'not-me',
    says: (_, { wait }) =>
      `Somebody asked that passwords and codes open your account again. They do in ${waitText(wait)}; until then the account page can stop it.`,
  },
  'codes-replaced': {
    when: 'the recovery codes are replaced',
    of: ['factor.codes-replaced'],
    to: 'owner',
    button: 'not-me',
    says: () => 'The recovery codes were replaced. The old ones are dead, and all other sessions have ended.',
  },
  'codes-issued': {
    when: 'new recovery codes are given out for used ones',
    of: ['factor.codes-issued'],
    to: 'owner',
    button: 'not-me',
    says: ({ count }) => `${count === 1 ? 'A new recovery code was' : `${count} new recovery codes were`} given out for used ones.`,
  },
  'code-used': {
    when: 'somebody signs in with a recovery code',
    of: ['factor.code-used'],
    to: 'owner',
    button: 'not-me',
    says: ({ left }) => {
      const few = left > 2 ? '' : ' Make new ones on your account page while your factors are at hand.';
      return `Somebody signed in with your password and a recovery code. It is used up, and ${codesLeftText(left)}; the next sign-in with your app shows a new one. A session like this may look, and no more.${few}`;
    },
  },
  'apps-disabled': {
    when: 'the authenticator apps are switched off after a hundred wrong codes',
    of: ['factor.totp-disabled'],
    to: 'owner',
    button: 'not-me',
    says: ({ failures }) =>
      `After ${failures} wrong codes the authenticator apps of your account open nothing until you set them up anew. It still needs a second factor: a passkey or a recovery code.`,
    after: disabledAfter,
  },
  'codes-disabled': {
    when: 'the recovery codes are switched off after a hundred wrong ones',
    of: ['factor.codes-disabled'],
    to: 'owner',
    button: 'not-me',
    says: ({ failures }) =>
      `After ${failures} wrong recovery codes those of your account open nothing any more. Make new ones on its page.`,
    after: disabledAfter,
  },
  'step-refused': {
    when: 'somebody knows your password and fails at the second step; once a day',
    of: ['refused.sign-in'],
    to: 'owner',
    button: 'not-me',
    subject: (_, { username }) => `A sign-in to ${username} failed at the second step`,
    says: ({ step }) =>
      `Somebody signed in with your password, but ${STEPS[step]} was wrong. Further ones of today stand in your security history alone.`,
    after: () => [
      { title: 'Was it you?', text: 'Then there is nothing to do: a mistyped code harms nothing.' },
      {
        title: 'Was it not you?',
        text: 'Then somebody has your password. Change it, or open the page behind the link and freeze the account.',
      },
    ],
  },
  'new-browser': {
    when: 'a factor is to be set up after a recovery code, or because a policy asks for it: the link that shows the mailbox',
    of: ['session.mailbox-asked'],
    to: 'mailbox',
    button: 'new-browser',
    subject: ({ isAsked }) => (isAsked ? 'Set up your second factor' : 'Set up a new second factor'),
    says: ({ isAsked }, { username }) =>
      `Somebody signed in to the account ${username} ${
        isAsked
          ? 'and wants to set up the second factor that this index asks of it.'
          : 'with its password and a recovery code, and wants to set up a new second factor.'
      } If it is you, open the link in that same browser.`,
    after: ({ isAsked }) => [
      {
        title: 'Was it not you?',
        text: `Then somebody has ${isAsked ? 'what opened your account so far' : 'your password and one of your codes'}. Open the link, wherever you are, and press “This is not me”.`,
      },
    ],
  },
  'sign-in': {
    when: 'somebody signs in with a code of an app or a recovery code in a browser that the account does not know',
    of: ['session.held', 'session.hold-asked'],
    to: 'mailbox',
    button: 'sign-in',
    subject: () => 'Confirm your sign-in',
    says: (_, { username }) =>
      `Somebody signs in to the account ${username} from a new browser, with the password and the second factor. If it is you, open the link in that same browser and press the button there. Never paste the link anywhere.`,
  },
  'signed-in': {
    when: 'somebody signs in from a browser or a network where this account was not signed in to before; five times a day at most',
    of: ['session.started', 'session.resumed'],
    to: 'owner',
    button: 'end-session',
    subject: newSignIn,
    says: ({ from }, { username }) =>
      from === 'browser'
        ? `Somebody signed in to the account ${username} from a browser that it does not know. After a change of password or factors every browser is new to it.`
        : `Somebody signed in to the account ${username} from a network where it was not signed in to before, with a browser that it knows.`,
    lines: signedInWith,
  },
  'signed-in-often': {
    when: 'that happens a sixth time in a day: more are not mailed until the next one',
    of: ['session.started', 'session.resumed'],
    to: 'owner',
    button: 'end-session',
    subject: newSignIn,
    says: (_, { username }) =>
      `Somebody signed in to the account ${username} from a browser or a network where it was not signed in to before, once more today. Further ones are not mailed until midnight UTC: look at your security history.`,
    lines: signedInWith,
  },
  'sign-in-disowned': {
    when: 'somebody says by the link in such a mail that it was not you',
    of: ['session.disowned'],
    to: 'owner',
    button: 'not-me',
    says: ({ hasPassword }) =>
      `Whoever reads this mailbox pressed “This was not me” about a sign-in. Every session of your account has ended. ${
        hasPassword
          ? 'Its password opens nothing until a new one is set by a link, which was mailed.'
          : 'It has no password: look which passkeys are set up.'
      }`,
  },
};
