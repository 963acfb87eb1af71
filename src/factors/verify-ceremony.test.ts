import assert from 'node:assert/strict';
import { test } from 'node:test';
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

test('the vectors of WebAuthn Level 3 are accepted as far as this index asks for what they show', async (t) => {
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
