import type { SessionEvents } from '../audit/events/session-events.ts';
import type { Strength } from '../schema/sessions.ts';
import { andMore, type Tellers } from './tell.ts';

/** With what somebody showed who she is, as it follows "with". */
export const STRENGTH_WORDS: Readonly<Record<Strength, string>> = {
  P: 'the password alone',
  R: 'password and recovery code',
  O: 'password and authenticator app',
  K: 'password and security key',
  V: 'a passkey',
};

/** Signing in and out. */
type Signing = Pick<SessionEvents, Extract<keyof SessionEvents, `session.${string}`>>;

/** What was refused on the way. */
type Refusals = Pick<SessionEvents, Extract<keyof SessionEvents, `refused.${string}`>>;

const SIGNING: Tellers<Signing> = {
  'session.started': { sign: 'session', say: ({ who, details }) => `${who} signed in with ${withText(details.strength)}` },
  'session.raised': { sign: 'session', tone: 'good', say: ({ who }) => `${who} proved a second factor in an open session` },
  'session.resumed': { sign: 'session', say: ({ who }) => `${who} went on with a session that had rested` },
  'session.stepped-up': {
    sign: 'session',
    say: ({ who, details }) => `${who} confirmed it ${who === 'You' ? 'is you' : 'again'}, with ${withText(details.strength)}`,
  },
  'session.ended': { sign: 'out', say: ({ who, details }) => endedText(who, details) },
  'session.mailbox-asked': {
    sign: 'mail',
    tone: 'wait',
    say: ({ who }) => `${who} asked for a link, to set up a new app after a recovery code`,
  },
  'session.mailbox-confirmed': {
    sign: 'mail',
    tone: 'wait',
    say: ({ who, details }) =>
      details.by === 'mail'
        ? `${who} opened the mailed link, to set up a new app`
        : `${who} opened an operator’s link, to set up a new app`,
  },
  'session.held': {
    sign: 'mail',
    tone: 'wait',
    say: ({ details, whose }) => `A new browser showed ${withText(details.strength)} and waits for ${whose} mailbox`,
  },
  'session.hold-asked': { sign: 'mail', tone: 'wait', say: () => 'A sign-in that waits asked for its link again' },
  'session.hold-refused': { sign: 'lock', tone: 'stop', say: () => '“This was not me” ended a sign-in that waited for the mailbox' },
  'session.disowned': {
    sign: 'lock',
    tone: 'stop',
    say: ({ details }) =>
      `“This was not me” in a mail about a sign-in ended every session${details.password === 'off' ? ' and switched the password off' : ''}`,
  },
  'session.browser-known': { sign: 'session', say: ({ whose }) => `A browser became known to ${whose} account` },
  'session.browsers-forgotten': {
    sign: 'out',
    say: ({ who, details: { devices } }) =>
      `${who} forgot ${devices.length === 1 ? 'a browser' : `${devices.length} browsers`} where the account was signed in to`,
  },
};

const REFUSALS: Tellers<Refusals> = {
  'refused.sign-in': { sign: 'lock', tone: 'stop', say: ({ details }) => refusedText('at sign-in', details) },
  'refused.step-up': { sign: 'lock', tone: 'stop', say: ({ details }) => refusedText('before a sensitive change', details) },
  'refused.reset': { sign: 'lock', tone: 'stop', say: ({ details }) => refusedText('on the way back into the account', details) },
  'refused.enrolment': { sign: 'lock', tone: 'stop', say: ({ details }) => refusedText('when setting up a second factor', details) },
  'refused.unknown-name': {
    sign: 'lock',
    tone: 'stop',
    say: ({ details }) =>
      `${details.what === 'reset' ? 'A reset for a name or address' : 'A sign-in with a name'} that nobody has was refused${andMore(details.more)}`,
  },
  'refused.upload': {
    sign: 'upload',
    tone: 'stop',
    say: ({ details }) =>
      `An upload was refused: ${UPLOAD_REASONS[details.code] ?? 'its token did not open the way'}${andMore(details.more)}`,
  },
  'refused.form': {
    sign: 'lock',
    tone: 'stop',
    say: ({ details }) => `${FORMS[details.code] ?? 'A form was refused'}${andMore(details.more)}`,
  },
};

export const SESSION_SENTENCES: Tellers<SessionEvents> = { ...SIGNING, ...REFUSALS };

const ANSWERS: Readonly<Record<string, string>> = {
  password: 'A wrong password was refused',
  totp: 'A wrong code was refused',
  'recovery-code': 'A wrong recovery code was refused',
  'replayed-code': 'A code that had been used before was refused',
  key: 'A passkey’s answer was refused',
  'passkeys-only': 'A password or code was refused unread, because only passkeys open the account,',
  'cloned-key': 'A passkey was refused of which somebody may have a copy,',
  waiting: 'An answer was refused unread, during the wait after wrong ones,',
  'voice-code': 'A wrong code that is told by voice was refused',
  frozen: 'The right password was refused, because the account is frozen,',
};

/** Of forms that belong to no account yet. */
const FORMS: Readonly<Record<string, string>> = {
  'account.wrong-password': 'A wrong password was refused when confirming a registration',
};

const UPLOAD_REASONS: Readonly<Record<string, string>> = {
  'token.missing': 'it had no token',
  'token.scheme': 'it had no token in a form that is read',
  'token.malformed': 'its token is no token, or was cut off',
  'token.password': 'it came with a password instead of a token',
  'token.unknown': 'its token is not known here',
  'token.other-site': 'its token belongs to another index',
  'token.deleted': 'its token was deleted',
  'token.suspended': 'its token is suspended',
  'token.frozen': 'the account is frozen',
  'token.caveat': 'its token does not allow that',
  'access.frozen': 'the account is frozen',
  'access.locked': 'the project has no owner any more',
  'access.no-role': 'the account has no role on the project',
  'access.no-confirmed-address': 'the account has no confirmed address',
  'access.no-second-factor': 'the account has no second factor',
};

function refusedText(where: string, { what, more }: { readonly what: string; readonly more?: number }): string {
  return `${ANSWERS[what] ?? 'An answer was refused'} ${where}${andMore(more)}`;
}

function withText(strength: string): string {
  return STRENGTH_WORDS[strength as Strength] ?? 'an unknown factor';
}

function endedText(who: string, { sessions, why }: SessionEvents['session.ended']['details']): string {
  const count = sessions.length === 1 ? 'a session' : `${sessions.length} sessions`;
  switch (why) {
    case 'signed-out':
      return `${who} signed out`;
    case 'owner':
      return `${who} ended ${count}`;
    case 'expired':
      return `${count === 'a session' ? 'A session' : count} ended after its time`;
    case 'account-changed':
      return `${count === 'a session' ? 'A session' : count} ended, because the account changed`;
    case 'not-me':
      return `“This was not me” ended ${count}`;
  }
}
