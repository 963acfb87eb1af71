import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuthenticatorWishes, SoftwareAuthenticator } from '../../tests/support/software-authenticator.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import type { AccountId, KeyId, Millis } from '../base/brands.ts';
import { fromHex, toBase64url } from '../base/bytes.ts';
import { verifyAssertion, verifyAttestation } from './verify-ceremony.ts';

interface Vector {
  readonly title: string;
  readonly registration: Readonly<Record<'challenge' | 'credential_id' | 'clientDataJSON' | 'attestationObject', string>>;
  readonly authentication: Readonly<Record<'challenge' | 'authenticatorData' | 'clientDataJSON' | 'signature', string>>;
}

const PARTY = { id: 'example.org', origin: 'https://example.org', name: 'Vectors' };
/** What this index refuses on purpose: pages of it are never framed, and Ed448 is not asked for. */
const REFUSED = ['crossOrigin', 'topOrigin', 'Ed448'];

test('46, 48: the vectors of WebAuthn Level 3 are accepted as far as this index asks for what they show', async (t) => {
  const file = readVectors<{ vectors: readonly Vector[] }>(t, 'fetched/webauthn-l3.json');
  const outcomes = await Promise.all((file?.vectors ?? []).map(async (vector) => [vector.title, await walk(vector)] as const));

  for (const [title, outcome] of outcomes) {
    assert.equal(outcome, REFUSED.some((word) => title.includes(word)) ? 'not registered' : 'right', title);
  }
});

async function walk({ registration, authentication }: Vector): Promise<string> {
  const attested = await verifyAttestation(
    verifying(registration.challenge),
    JSON.stringify({
      ...{ id: b64(registration.credential_id), rawId: b64(registration.credential_id), type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON: b64(registration.clientDataJSON), attestationObject: b64(registration.attestationObject) },
    }),
  );
  if (attested === undefined) return 'not registered';
  const key = {
    ...{ id: '1' as KeyId, accountId: '2' as AccountId, name: 'Key', madeAt: 0, youngUntil: 0, leavesAt: null },
    ...attested,
  };
  const asserted = await verifyAssertion(
    verifying(authentication.challenge),
    key,
    JSON.stringify({
      ...{ id: b64(registration.credential_id), rawId: b64(registration.credential_id), type: 'public-key', clientExtensionResults: {} },
      response: {
        ...{ clientDataJSON: b64(authentication.clientDataJSON), authenticatorData: b64(authentication.authenticatorData) },
        signature: b64(authentication.signature),
      },
    }),
  );
  return asserted.result;
}

function verifying(challengeHex: string) {
  const challenge = { ref: challengeHex, diesAt: 0 as Millis };
  return { party: PARTY, readChallenge: (given: string) => (given === b64(challengeHex) ? challenge : undefined) };
}

function b64(hex: string): string {
  return toBase64url(fromHex(hex) ?? new Uint8Array());
}

const ORIGIN = 'https://keys.example.org';
const ASKED_CHALLENGE = 'a-challenge-of-this-browser';
const VERIFYING = {
  party: { id: 'keys.example.org', origin: ORIGIN, name: 'Keys' },
  readChallenge: (given: string) => (given === ASKED_CHALLENGE ? { ref: '0', diesAt: 0 as Millis } : undefined),
};

async function enrolled(wishes?: AuthenticatorWishes) {
  const authenticator = new SoftwareAuthenticator(ORIGIN);
  const text = authenticator.create({ challenge: ASKED_CHALLENGE, user: { id: 'dXNlcg' } }, wishes);
  const attested = await verifyAttestation(VERIFYING, text);
  assert.ok(attested);
  const key = { ...{ id: '1' as KeyId, accountId: '2' as AccountId, name: 'Key', madeAt: 0, youngUntil: 0, leavesAt: null }, ...attested };
  return { authenticator, key };
}

test('an honest assertion is right and says whether the person was verified', async () => {
  const { authenticator, key } = await enrolled();

  const verified = await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: ASKED_CHALLENGE }));
  const present = await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: ASKED_CHALLENGE }, { isVerified: false }));

  assert.deepEqual([verified.result, verified.result === 'right' && verified.asserted.isPersonVerified], ['right', true]);
  assert.deepEqual([present.result, present.result === 'right' && present.asserted.isPersonVerified], ['right', false]);
});

const ATTACKS: Readonly<Record<string, AuthenticatorWishes>> = {
  'from a page of another origin': { origin: 'https://keys.example.org.evil.example' },
  'from another port of the same host': { origin: 'https://keys.example.org:8443' },
  'for another RP ID': { rpId: 'example.org' },
  'without presence': { isPresent: false },
  'of the wrong type': { type: 'webauthn.create' },
  'from a frame': { crossOrigin: true },
  'of a key that began to be synced': { isSynced: true },
};

for (const [what, wishes] of Object.entries(ATTACKS)) {
  test(`39, 40, 44, 46: an assertion ${what} is wrong`, async () => {
    const { authenticator, key } = await enrolled();

    const judged = await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: ASKED_CHALLENGE }, wishes));

    assert.equal(judged.result, 'wrong');
  });
}

test('an assertion over another challenge is wrong', async () => {
  const { authenticator, key } = await enrolled();

  assert.equal((await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: 'another' }))).result, 'wrong');
});

test('an assertion by another key is wrong', async () => {
  const { key } = await enrolled();
  const stranger = new SoftwareAuthenticator(ORIGIN);
  const text = stranger.get({ challenge: ASKED_CHALLENGE }).replaceAll(stranger.credentialId, key.credentialId);

  assert.equal((await verifyAssertion(VERIFYING, key, text)).result, 'wrong');
});

test('45: a counter that did not grow tells a clone', async () => {
  const { authenticator, key } = await enrolled({ signCount: 7 });

  assert.equal(
    (await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: ASKED_CHALLENGE }, { signCount: 7 }))).result,
    'cloned',
  );
});

test('a counter that stays at zero tells nothing', async () => {
  const { authenticator, key } = await enrolled({ signCount: 0 });

  assert.equal(
    (await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: ASKED_CHALLENGE }, { signCount: 0 }))).result,
    'right',
  );
});

const BROKEN = [
  '',
  '{',
  'null',
  '[]',
  '{"id":"x"}',
  '{"id":"x","response":null}',
  '{"id":"x","response":{}}',
  `{"id":"${'x'.repeat(30_000)}","response":{}}`,
];

for (const text of BROKEN) {
  test(`an answer of the shape ${JSON.stringify(text.slice(0, 30))} is refused and nothing breaks`, async () => {
    const { key } = await enrolled();

    assert.equal((await verifyAssertion(VERIFYING, key, text)).result, 'wrong');
    assert.equal(await verifyAttestation(VERIFYING, text), undefined);
  });
}

for (const wishes of [
  { origin: 'https://evil.example' },
  { rpId: 'evil.example' },
  { isPresent: false },
  { crossOrigin: true },
  { type: 'webauthn.get' },
]) {
  test(`a new key is refused ${JSON.stringify(wishes)}`, async () => {
    const text = new SoftwareAuthenticator(ORIGIN).create({ challenge: ASKED_CHALLENGE, user: { id: 'dXNlcg' } }, wishes);

    assert.equal(await verifyAttestation(VERIFYING, text), undefined);
  });
}
