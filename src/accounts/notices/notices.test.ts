import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENTS } from '../../audit/events/events.ts';
import { millis } from '../../base/brands.ts';
import { Secret } from '../../base/secret.ts';
import { NOTICES, type Notice, type NoticeFacts, type NoticeKind } from './notices.ts';
import { UNTOLD, UNTOLD_WHEN } from './untold.ts';
import { writeNotice } from './write-notice.ts';

const SITE = { siteName: 'Keyhouse', url: 'https://keys.example.org' };
const LINK = new Secret('s'.repeat(43));
const VISIT = { address: '203.0.113.9', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' };

/** Something for each kind to say; the compiler asks for a new kind's. */
const SAMPLES: NoticeFacts = {
  registration: {},
  'address-taken': {},
  'verify-email': {},
  invitation: {},
  'address-added': { address: 'new@example.org' },
  'address-doubted': { address: 'ines@gone.example' },
  'address-confirmed': { address: 'new@example.org' },
  'primary-changed': { address: 'new@example.org' },
  'address-removed': { address: 'new@example.org' },
  'restore-addresses': { hadFactor: true },
  'addresses-restored': {},
  'password-changed': { tokensRest: true },
  reset: {},
  'reset-refused': {},
  'recovery-started': { by: 'operator', reason: 'she called' },
  'recovery-withdrawn': { reason: 'it was not her' },
  'reset-link-made': { reason: 'she lost her mailbox' },
  'password-reset': {},
  'password-disabled': { failures: 100 },
  'mails-held': { hasAccount: true },
  'account-closing': { from: 1_800_000_000_000, projects: ['lamp'] },
  'account-kept': { by: 'link' },
  'erasure-held': { until: 1_800_000_000_000 },
  'account-closed': {},
  frozen: { who: 'You', by: 'owner' },
  unfrozen: { how: 'passkey' },
  'factor-added': { added: ['The passkey “Phone”'], codes: 10 },
  'factor-replaced': { added: 'The passkey “Phone”', replacesApp: true },
  'app-removed': { name: 'Phone', isLast: true },
  'passkey-removed': { name: 'Phone', isLast: false },
  'passkey-leaves': { name: 'Phone' },
  'passkeys-only': {},
  'passkeys-only-leaves': {},
  'codes-replaced': {},
  'codes-issued': { count: 2 },
  'code-used': { left: 1 },
  'apps-disabled': { failures: 100 },
  'codes-disabled': { failures: 100 },
  'step-refused': { step: 'totp' },
  'signed-in': { from: 'browser', by: 'a passkey' },
  'signed-in-often': { by: 'a passkey' },
  'sign-in-disowned': { hasPassword: true },
  'new-browser': { isAsked: false },
  'sign-in': {},
  'token-made': { description: 'ci', allows: 'Upload files' },
  'token-deleted': { description: 'ci', by: 'operator', reason: 'it leaked' },
  unfreeze: {},
  'unfreeze-asked': {},
  'tokens-reviewed': { descriptions: ['ci', 'laptop'], verdict: 'resumed' },
  'token-resumed': { description: 'ci' },
  'voucher-named': { other: 'grace' },
  'voucher-asked': { owner: 'grace', page: '/manage/account/vouchers/' },
  'voucher-accepted': { other: 'grace' },
  'voucher-removed': { other: 'grace' },
  'vouchers-needed': { before: 3, needed: 2, holds: 'later' },
  'recovery-asked': {},
  'recovery-vouch': { other: 'grace', page: '/account/vouch/1/' },
  'recovery-vouched': { other: 'grace', isOperator: true, word: 2, of: 2, waits: 259_200_000 },
  'recovery-objected': {},
  'recovery-warned': {},
  'recovery-ready': {},
  'recovery-stopped': {},
  recovered: {},
  'practice-begun': { page: '/account/recovery/practice/' },
  'practice-vouch': { other: 'grace', page: '/account/recovery/practice/1/' },
  'factor-asked': { what: 'passkey', from: 1_800_000_000_000 },
  'policy-asked': { by: 'grace', policy: 'two-factor', before: 'everyone', value: 'optional', waits: 259_200_000, reason: 'we move' },
};

function written(kind: NoticeKind) {
  const notice = { kind, ...SAMPLES[kind] } as Notice;
  const now = millis(Date.UTC(2026, 10, 24, 12));
  return writeNotice(SITE, notice, { username: 'ada', link: LINK, strength: 'V', visit: VISIT, now, wait: 259_200_000 });
}

const KINDS = Object.keys(NOTICES) as NoticeKind[];

test('ASVS 6.3.7: every event has its notice or a reason for none, and not both', () => {
  const told = new Set<string>(Object.values(NOTICES).flatMap(({ of }) => of));
  const kinds = Object.keys(EVENTS);

  assert.deepEqual(
    kinds.filter((kind) => told.has(kind) === kind in UNTOLD),
    [],
  );
  assert.deepEqual(
    Object.keys(UNTOLD_WHEN).filter((kind) => !told.has(kind)),
    [],
  );
});

test('ASVS 6.3.7: what changes a factor, a password, an address, a token, a freeze or a recovery is told to every address', () => {
  const changes =
    /^(?:account\.(?:password|email-(?:verified|made-primary|removed)|addresses-(?:disputed|restored)|frozen|unfrozen)|factor\.(?:totp|key|codes)-(?:added|removed|replaced|issued|disabled|used)|token\.|recovery\.(?:asked|vouched|objected|stopped|completed|voucher))/;
  const toAll = Object.values(NOTICES).filter(({ to }) => to === 'owner' || to === 'old-addresses');
  const told = new Set<string>(toAll.flatMap(({ of }) => of));

  assert.deepEqual(
    Object.keys(EVENTS).filter((kind) => changes.test(kind) && !told.has(kind)),
    [],
  );
});

for (const kind of KINDS) {
  test(`the mail “${kind}” says what, when, where and by which proof in both parts, and links only to this site`, () => {
    const { subject, text, html } = written(kind);
    const flat = text.replace(/\s+/g, ' ');

    assert.match(subject, /^\[Keyhouse\] [A-Z“]?\S/);
    for (const part of [flat, html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')]) {
      assert.match(part, /24 November 2026, 12:00 UTC/);
      assert.match(part, /Proof\s+passkey/);
      assert.match(part, /Firefox on Linux/);
      assert.match(part, /203\.0\.113\.9/);
      assert.match(part, /You get this mail/);
    }
    const links = [...`${text} ${html}`.matchAll(/https?:\/\/[^\s"<)]+/g)].map(([link]) => link);
    assert.deepEqual(
      links.filter((link) => !link.startsWith(SITE.url)),
      [],
    );
    assert.doesNotMatch(`${subject}${text}${html}`, /undefined|\[object|null/);
  });
}

test('NIST 63B 4.6: every mail about a change says what to do if it was not you', () => {
  const toAll = KINDS.filter((kind) => ['owner', 'old-addresses', 'every-address'].includes(NOTICES[kind].to));
  // Nothing has changed yet where a policy will ask for more; whoever undid a change is told how to finish; after a closing nothing is left to do; nobody of hers did away with a domain.
  const changes = toAll.filter(
    (kind) => !['factor-asked', 'restore-addresses', 'erasure-held', 'account-closed', 'address-doubted'].includes(kind),
  );
  const silent = changes.filter((kind) => !/Was it not you\?|Is the recovery not yours\?/.test(written(kind).text));

  assert.deepEqual(silent, []);
});

test('names the browser in words, and never prints what an unknown program calls itself', () => {
  const firefox = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0';
  const bait = 'Your account is locked: call +49 30 1234567';
  const written = (userAgent: string): string =>
    writeNotice(SITE, { kind: 'invitation' }, { username: 'ines', visit: { address: '203.0.113.9', userAgent }, now: millis(0), wait: 1 })
      .text;

  assert.match(written(firefox), /Browser {2}Firefox on macOS/);
  assert.match(written(bait), /Browser {2}an unknown program/);
  assert.doesNotMatch(written(bait), /1234567/);
});
