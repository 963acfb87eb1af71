import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventKind } from '../audit/events/events.ts';
import type { AccountId, ProjectId, TokenId } from '../base/brands.ts';
import { iconShapes } from '../layout/icon-shapes.ts';
import { SENTENCES, tellEntry } from './sentences.ts';

const INES = 'a'.repeat(32) as AccountId;
const ADA = 'b'.repeat(32) as AccountId;
const TIDE = 'c'.repeat(32) as ProjectId;
const TOKEN = 'd'.repeat(32) as TokenId;

const NAMES = {
  accounts: new Map([
    [INES, 'ines'],
    [ADA, 'ada'],
  ]),
  tokens: new Map([[TOKEN, 'ci']]),
  projects: new Map([[TIDE, 'tidewater']]),
};

const BY_INES = { kind: 'person', account: INES };
const BY_ADA = { kind: 'operator', account: ADA };
const BY_TOKEN = { kind: 'token', account: INES };
const BY_STRANGER = { kind: 'stranger' };
const BY_SYSTEM = { kind: 'system' };

interface Told {
  readonly by?: { readonly kind: string; readonly account?: AccountId };
  readonly details?: Readonly<Record<string, unknown>>;
  readonly personal?: Readonly<Record<string, string>>;
  readonly credential?: { readonly kind: string; readonly id: string; readonly strength: string | null };
  readonly reader?: AccountId | undefined;
}

function tell(kind: EventKind, { by = BY_INES, details = {}, personal = {}, credential, reader = INES }: Told): string {
  const subjects = [{ kind: 'account', id: INES }];
  return tellEntry({ kind, actor: by, credential: credential ?? null, subjects, details, personal }, { accountId: reader, names: NAMES })
    .sentence;
}

const WITH_TOKEN = { kind: 'token', id: TOKEN, strength: null };

const OWN: readonly (readonly [EventKind, Told, string])[] = [
  ['account.name-changed', { personal: { after: 'Ines' } }, 'You changed your name to “Ines”'],
  ['account.name-changed', { personal: { after: '' } }, 'You took away your name'],
  ['session.started', { details: { session: 's', strength: 'O', factors: [] } }, 'You signed in with password and authenticator app'],
  ['session.started', { details: { session: 's', strength: 'R', factors: [] } }, 'You signed in with password and recovery code'],
  [
    'session.stepped-up',
    { details: { session: 's', before: 'r', strength: 'O' } },
    'You confirmed it is you, with password and authenticator app',
  ],
  ['session.ended', { details: { sessions: ['s'], why: 'signed-out' } }, 'You signed out'],
  ['session.ended', { details: { sessions: ['s', 't'], why: 'owner' } }, 'You ended 2 sessions'],
  ['session.ended', { by: BY_STRANGER, details: { sessions: ['s'], why: 'not-me' } }, '“This was not me” ended a session'],
  ['factor.totp-added', { details: { app: 'x', name: 'Phone' } }, 'You added the authenticator app “Phone”'],
  ['factor.codes-issued', { details: { list: 'l', count: 1 } }, 'You got a new recovery code for a used one'],
  ['session.mailbox-asked', { details: { session: 's' } }, 'You asked for a link, to set up a new app after a recovery code'],
  ['session.mailbox-confirmed', { details: { session: 's', before: 'r', by: 'mail' } }, 'You opened the mailed link, to set up a new app'],
  [
    'session.held',
    { details: { hold: 'h', strength: 'O', factors: [] } },
    'A new browser showed password and authenticator app and waits for your mailbox',
  ],
  ['session.hold-asked', { by: BY_STRANGER, details: { hold: 'h' } }, 'A sign-in that waits asked for its link again'],
  ['session.hold-refused', { by: BY_STRANGER, details: { hold: 'h' } }, '“This was not me” ended a sign-in that waited for the mailbox'],
  ['factor.code-used', { by: BY_STRANGER, details: { list: 'l', left: 8 } }, 'Somebody used a recovery code; 8 are left'],
  [
    'factor.totp-disabled',
    { by: BY_SYSTEM, details: { app: 'x', failures: 100 } },
    'After 100 wrong codes your authenticator apps open nothing until they are set up anew',
  ],
  ['refused.sign-in', { by: BY_STRANGER, details: { what: 'totp' } }, 'A wrong code was refused at sign-in'],
  [
    'refused.sign-in',
    { by: BY_SYSTEM, details: { what: 'password', more: 41 } },
    'A wrong password was refused at sign-in, and 41 more in that minute',
  ],
  ['refused.upload', { by: BY_STRANGER, details: { code: 'token.deleted' } }, 'An upload was refused: its token was deleted'],
  [
    'account.email-added',
    { details: { email: 'e' }, personal: { address: 'ines@example.org' } },
    'You added the address “ines@example.org”',
  ],
  ['account.email-added', { details: { email: 'e' } }, 'You added the address that is erased'],
  [
    'account.frozen',
    { by: BY_ADA, details: { by: 'operator', reason: 'ticket 2213' } },
    'The operator ada froze your account: “ticket 2213”',
  ],
  [
    'account.email-verified',
    { by: BY_ADA, details: { email: 'e', how: 'operator', reason: 'showed her badge' }, personal: { address: 'ines@example.org' } },
    'The operator ada vouched for the address “ines@example.org”: “showed her badge”',
  ],
  [
    'account.email-verified',
    { by: BY_STRANGER, details: { email: 'e', how: 'operator' }, personal: { address: 'ines@example.org' } },
    'An operator vouched for the address “ines@example.org”',
  ],
  ['token.made', { details: { token: TOKEN, description: 'ci', project: TIDE } }, 'You made the token “ci” for tidewater'],
  [
    'token.deleted',
    { by: BY_ADA, details: { token: TOKEN, description: 'ci', by: 'operator', reason: 'leaked' } },
    'The operator ada deleted the token “ci”: “leaked”',
  ],
  [
    'project.file-uploaded',
    { by: BY_TOKEN, credential: WITH_TOKEN, details: { filename: 'tidewater-1.0.tar.gz' } },
    'The token “ci” uploaded tidewater-1.0.tar.gz',
  ],
  ['project.role-granted', { details: { project: TIDE, account: ADA, role: 'owner' } }, 'ada became owner of tidewater'],
  ['project.role-granted', { details: { project: TIDE, account: INES, role: 'owner' } }, 'You became owner of tidewater'],
  [
    'refused.upload',
    { by: BY_STRANGER, details: { code: 'token.malformed' } },
    'An upload was refused: its token is no token, or was cut off',
  ],
  ['refused.upload', { by: BY_STRANGER, details: { code: 'token.of-tomorrow' } }, 'An upload was refused: its token did not open the way'],
  [
    'refused.form',
    { by: BY_STRANGER, details: { code: 'account.wrong-password', more: 2 } },
    'A wrong password was refused when confirming a registration, and 2 more in that minute',
  ],
  ['site.personal-data-seen', { by: BY_ADA, details: { what: 'account' } }, 'The operator ada looked at your account and addresses'],
];

for (const [kind, told, sentence] of OWN) {
  test(`the owner reads: ${sentence}`, () => {
    assert.equal(tell(kind, told), sentence);
  });
}

const BY_OTHERS: readonly (readonly [EventKind, Told, string])[] = [
  ['account.password-changed', { reader: ADA, details: { how: 'settings' } }, 'ines changed their password; other sessions ended'],
  [
    'project.file-uploaded',
    { reader: ADA, by: BY_TOKEN, credential: WITH_TOKEN, details: { filename: 'a.whl' } },
    'A token of ines uploaded a.whl',
  ],
  [
    'site.host-setting-changed',
    { by: BY_SYSTEM, details: { setting: 'mailServer', before: 'none', after: 'mail.example.org' } },
    'The host changed the mail server from “none” to “mail.example.org”',
  ],
  [
    'site.host-setting-changed',
    { by: BY_SYSTEM, details: { setting: 'pinned.twoFactor', before: '', after: 'everyone' } },
    'The host set KEYHOUSE_TWO_FACTOR to “everyone”',
  ],
  [
    'site.host-setting-changed',
    { by: BY_SYSTEM, details: { setting: 'trustedProxies', before: '10.0.0.1', after: '' } },
    'The host took away the trusted proxies “10.0.0.1”',
  ],
  ['site.swept', { by: BY_SYSTEM, details: { links: 3, registrations: 1, sessions: 0 } }, 'Expired: 3 links, 1 registration, 0 sessions'],
  [
    'site.operator-granted',
    { by: BY_SYSTEM, credential: { kind: 'command', id: 'root', strength: null }, details: { account: ADA, how: 'command' } },
    'A command on the server made ada an operator',
  ],
];

for (const [kind, told, sentence] of BY_OTHERS) {
  test(`others read: ${sentence}`, () => {
    assert.equal(tell(kind, told), sentence);
  });
}

test('operators read which user of the host ran a command', () => {
  const credential = { kind: 'command', id: 'root', strength: null };
  const entry = { kind: 'site.backup-made' as const, actor: BY_SYSTEM, credential, subjects: [], details: { entries: 7 }, personal: {} };

  assert.equal(
    tellEntry(entry, { accountId: undefined, names: NAMES }).sentence,
    'A command on the server (by root) made a backup with 7 entries',
  );
});

test('every kind of event has a sentence with an icon that exists and no full stop', () => {
  const numbers = { failures: 100, count: 10, left: 1, links: 0, registrations: 0, sessions: [], devices: [], entries: 5, is: 'on' };

  for (const kind of Object.keys(SENTENCES) as EventKind[]) {
    const told = tellEntry(
      { kind, actor: BY_INES, credential: null, subjects: [], details: { ...numbers, reason: 'x' }, personal: {} },
      { accountId: INES, names: NAMES },
    );

    assert.ok(told.sign in iconShapes, kind);
    assert.match(told.sentence ?? '', kind === 'session.ended' ? /^/ : /^[A-Z“].*[^.]$|^undefined/, kind);
  }
});
