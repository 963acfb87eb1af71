import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LINK_LIFETIME_MS } from '../../src/accounts/links.ts';
import { ONCE, type OnceName, type OnceRule } from '../../src/audit/once.ts';
import type { Race } from '../support/race.ts';
import { CLOSING_RACES } from './closing-races.ts';
import { DOMAIN_RACES } from './domain-races.ts';
import { FREEZE_RACES } from './freeze-races.ts';
import { LINK_RACES } from './link-races.ts';
import { NAME_RACES } from './name-races.ts';
import { PRACTICE_RACES, RECOVERY_RACES, WAY_BACK_RACES } from './recovery-races.ts';
import { SIGN_IN_RACES } from './sign-in-races.ts';
import { SITE_RACES } from './site-races.ts';
import { UNDO_RACES } from './undo-races.ts';

const SRC = join(import.meta.dirname, '..', '..', 'src');
/** Each part is raced by the test file beside it. */
const RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  ...LINK_RACES,
  ...SIGN_IN_RACES,
  ...NAME_RACES,
  ...RECOVERY_RACES,
  ...WAY_BACK_RACES,
  ...PRACTICE_RACES,
  ...SITE_RACES,
  ...UNDO_RACES,
  ...FREEZE_RACES,
  ...CLOSING_RACES,
  ...DOMAIN_RACES,
};

/** Functions whose one statement is true for one caller: `claim…`, and `insert…` that may lose. */
const CLAIM = /export (?:async )?function (claim\w+|insert\w+)\([^)]*\): Promise<([^{]*)> \{/g;
/** Those that only call one of the above and name its rows. */
const ON_TOP = new Set([
  'factors/check-totp-code.ts claimTotpStep',
  'factors/judge-assertion.ts claimAssertion',
  'factors/recovery-codes.ts claimRecoveryCode',
]);

function claimsIn(file: string, text: string): readonly string[] {
  return [...text.matchAll(CLAIM)]
    .filter(([, name, result]) => name?.startsWith('claim') || result === 'boolean')
    .map(([, name]) => `${file} ${name}`);
}

function claimsInSource(): readonly string[] {
  return globSync('*/*.ts', { cwd: SRC, exclude: (file) => file.endsWith('.test.ts') })
    .flatMap((file) => claimsIn(file, readFileSync(join(SRC, file), 'utf8')))
    .filter((claim) => !ON_TOP.has(claim));
}

/** Rules that nothing races, claims that no rule names, and rules about claims that are not there. */
function findGaps(rules: Readonly<Record<string, OnceRule>>, races: readonly string[], claims: readonly string[]): readonly string[] {
  const named = new Set(Object.values(rules).flatMap((rule) => rule.claimedBy));
  return [
    ...Object.keys(rules).filter((name) => !races.includes(name)),
    ...claims.filter((claim) => !named.has(claim)),
    ...[...named].filter((claim) => /(?:claim|insert)\w+$/.test(claim) && !claims.includes(claim)),
  ];
}

test('every rule of ONCE has a race, and every claiming function a rule', () => {
  assert.deepEqual(findGaps(ONCE, Object.keys(RACES), claimsInSource()), []);
});

test('every kind of link is a rule of its own', () => {
  const kinds = Object.keys(ONCE).filter((name) => name.startsWith('link/'));

  assert.deepEqual(
    kinds.toSorted(),
    Object.keys(LINK_LIFETIME_MS)
      .map((kind) => `link/${kind}`)
      .toSorted(),
  );
});

test('a rule without a race, a claim without a rule and a rule about nothing are found', () => {
  const rules = { jti: { says: 'a token of an issuer is used once', claimedBy: ['publishers/store.ts claimJti'] } };
  const text =
    'export async function claimSeat(tx: Write): Promise<boolean> {\nexport async function insertSeat(tx: Write): Promise<void> {\n';

  assert.deepEqual(findGaps(rules, [], claimsIn('seats/store.ts', text)), [
    'jti',
    'seats/store.ts claimSeat',
    'publishers/store.ts claimJti',
  ]);
});
