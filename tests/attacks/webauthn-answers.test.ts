// Answers that no honest authenticator gives. Judged before any row is read: the challenge, the flags, the key, the bytes themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoCBOR, verifySignature } from '@simplewebauthn/server/helpers';
import type { AccountId, KeyId, Millis } from '../../src/base/brands.ts';
import { verifyAssertion, verifyAttestation } from '../../src/factors/verify-ceremony.ts';
import type { WebauthnKey } from '../../src/factors/webauthn-key.ts';
import { isStrictSignature } from '../../src/protocols/ecdsa-signature.ts';
import { type AuthenticatorWishes, SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { readVectors } from '../support/vectors.ts';

const ORIGIN = 'https://keys.example.org';
const CHALLENGE = 'a-challenge-of-this-browser';
const ASKED = { challenge: CHALLENGE, user: { id: 'dXNlcg' } };
const VERIFYING = {
  party: { id: 'keys.example.org', origin: ORIGIN, name: 'Keys' },
  readChallenge: (given: string) => (given === CHALLENGE ? { ref: '0', diesAt: 0 as Millis } : undefined),
};
const BASE = { id: '1' as KeyId, accountId: '2' as AccountId, name: 'Key', madeAt: 0, youngUntil: 0, leavesAt: null };

async function isTaken(wishes: AuthenticatorWishes, authenticator = new SoftwareAuthenticator(ORIGIN)): Promise<boolean> {
  const startedAt = performance.now();
  const isGood = (await verifyAttestation(VERIFYING, authenticator.create(ASKED, wishes))) !== undefined;
  assert.ok(performance.now() - startedAt < 2_000, 'it takes no long time');
  return isGood;
}

async function enrolled(wishes?: AuthenticatorWishes): Promise<{ authenticator: SoftwareAuthenticator; key: WebauthnKey }> {
  const authenticator = new SoftwareAuthenticator(ORIGIN);
  const attested = await verifyAttestation(VERIFYING, authenticator.create(ASKED, wishes));
  assert.ok(attested);
  return { authenticator, key: { ...BASE, ...attested } };
}

async function outcomeOf(wishes: AuthenticatorWishes, stored: AuthenticatorWishes = {}): Promise<string> {
  const { authenticator, key } = await enrolled(stored);
  return (await verifyAssertion(VERIFYING, key, authenticator.get({ challenge: CHALLENGE }, wishes))).result;
}

function cose(entries: readonly (readonly [number, number | Uint8Array])[]): Uint8Array {
  return isoCBOR.encode(new Map(entries));
}

const X = new Uint8Array(32).fill(1);
const EC = { kty: [1, 2], alg: [3, -7], crv: [-1, 1], x: [-2, X], y: [-3, X] } as const;

test('44: flags that contradict each other are refused: backed up without being able to, no presence', async () => {
  assert.equal(await outcomeOf({}), 'right');
  assert.equal(await outcomeOf({ flipped: 0x10 }), 'wrong', 'BS without BE');
  assert.equal(await outcomeOf({ flipped: 0x08 }), 'wrong', 'BE that was not there at the set-up');
  assert.equal(await outcomeOf({ flipped: 0x01 }), 'wrong', 'no presence');
  assert.equal(await outcomeOf({ flipped: 0x40 }), 'wrong', 'credential data that is not there');
  assert.equal(await outcomeOf({ flipped: 0x80 }), 'wrong', 'extensions that are not there');
});

test('45: a counter at its end does not begin again', async () => {
  assert.equal(await outcomeOf({ signCount: 0 }, { signCount: 0xff_ff_ff_ff }), 'cloned');
  assert.equal(await outcomeOf({ signCount: 0xff_ff_ff_ff }, { signCount: 0xff_ff_ff_fe }), 'right');
  assert.equal(await outcomeOf({ signCount: 0 }, { signCount: 5 }), 'cloned');
});

test('48: a credential id of 1,023 bytes is taken, a longer one is not', async () => {
  assert.equal(await isTaken({}, new SoftwareAuthenticator(ORIGIN, 1_023)), true);
  assert.equal(await isTaken({}, new SoftwareAuthenticator(ORIGIN, 1_024)), false);
});

test('49: a key of an algorithm that was not asked for, of a curve that is not its own, or that is no key is refused', async () => {
  const rsa = (n: Uint8Array, e: Uint8Array) =>
    cose([
      [1, 3],
      [3, -257],
      [-1, n],
      [-2, e],
    ]);
  const keys: Readonly<Record<string, Uint8Array>> = {
    'ES256K was not asked for': cose([EC.kty, [3, -47], [-1, 8], EC.x, EC.y]),
    'HMAC is no signature': cose([
      [1, 4],
      [3, 5],
      [-1, X],
    ]),
    'an algorithm of another key type': cose([EC.kty, [3, -257], EC.crv, EC.x, EC.y]),
    'no algorithm': cose([EC.kty, EC.crv, EC.x, EC.y]),
    'no type': cose([EC.alg, EC.crv, EC.x, EC.y]),
    nothing: new Uint8Array([0xa0]),
    'a text': new Uint8Array([0x63, 0x61, 0x62, 0x63]),
    'an RSA key without a modulus': rsa(new Uint8Array(), new Uint8Array([1, 0, 1])),
  };
  for (const [what, coseKey] of Object.entries(keys)) assert.equal(await isTaken({ coseKey }), false, what);
});

test('49: a key that cannot be a key opens nothing, whatever signature comes with it', async () => {
  const keys: Readonly<Record<string, Uint8Array>> = {
    'a point off the curve': cose([EC.kty, EC.alg, EC.crv, EC.x, EC.y]),
    'a point at infinity': cose([EC.kty, EC.alg, EC.crv, [-2, new Uint8Array(32)], [-3, new Uint8Array(32)]]),
    'P-384 for ES256': cose([EC.kty, EC.alg, [-1, 2], EC.x, EC.y]),
    'RSA with the exponent 1': cose([
      [1, 3],
      [3, -257],
      [-1, new Uint8Array(256).fill(0xff)],
      [-2, new Uint8Array([1])],
    ]),
    'a modulus of 64 bits': cose([
      [1, 3],
      [3, -257],
      [-1, new Uint8Array(8).fill(0xff)],
      [-2, new Uint8Array([1, 0, 1])],
    ]),
  };
  const { authenticator, key } = await enrolled();
  for (const [what, publicKey] of Object.entries(keys)) {
    assert.equal(await isTaken({ coseKey: publicKey }), false, what);
    const judged = await verifyAssertion(VERIFYING, { ...key, publicKey }, authenticator.get({ challenge: CHALLENGE }));
    assert.equal(judged.result, 'wrong', what);
  }
});

test('50: CBOR without an end, with keys twice, with more behind it, very deep or very long is refused, in a moment', async () => {
  const whole = (authData: Buffer): Buffer =>
    Buffer.from(
      isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(authData)],
        ]) as never,
      ),
    );
  assert.equal(await isTaken({ attested: whole }), true);
  const broken: Readonly<Record<string, (authData: Buffer) => Uint8Array>> = {
    nothing: () => new Uint8Array(),
    'cut off': (authData) => whole(authData).subarray(0, -9),
    'a byte behind it': (authData) => Buffer.concat([whole(authData), Buffer.from([0])]),
    'a map without an end': (authData) => Buffer.concat([Buffer.from([0xbf]), whole(authData).subarray(1), Buffer.from([0xff])]),
    'very deep': () => Buffer.concat([Buffer.alloc(10_000, 0x81), Buffer.from([0])]),
    'a list of 2^32': () => Buffer.from([0x9a, 0xff, 0xff, 0xff, 0xff]),
    'a text of 2^63': () => Buffer.from([0x7b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    'a key twice': (authData) =>
      Buffer.concat([Buffer.from([0xa4]), whole(authData).subarray(1), Buffer.from([0x63, 0x66, 0x6d, 0x74, 0x60])]),
    'authenticator data that is a text': () => Buffer.from([0xa1, 0x68, ...Buffer.from('authData'), 0x60]),
    'more behind the key': (authData) => whole(Buffer.concat([authData, Buffer.from([1, 2, 3])])),
  };
  for (const [what, attested] of Object.entries(broken)) assert.equal(await isTaken({ attested }), false, what);
});

test('51: client data with a mark at its begin, in other bytes, nested, or huge is refused; of a field twice the last one counts for all', async () => {
  const evil = JSON.stringify({ type: 'webauthn.get', challenge: 'another', origin: ORIGIN, nested: { challenge: CHALLENGE } });
  const doctored: Readonly<Record<string, (text: string) => Uint8Array>> = {
    'a byte order mark': (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
    'UTF-16': (text) => Buffer.from(text, 'utf16le'),
    'broken UTF-8': (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0x7d])]),
    'a challenge within': () => Buffer.from(evil),
    'a list': (text) => Buffer.from(`[${text}]`),
    'a megabyte': (text) => Buffer.from(`${text.slice(0, -1)},"x":"${'y'.repeat(1 << 20)}"}`),
    'another challenge last': (text) => Buffer.from(`${text.slice(0, -1)},"challenge":"another"}`),
    'another origin last': (text) => Buffer.from(`${text.slice(0, -1)},"origin":"https://evil.example"}`),
    'a challenge that is a list': (text) => Buffer.from(text.replace(`"${CHALLENGE}"`, `["${CHALLENGE}"]`)),
  };
  for (const [what, clientData] of Object.entries(doctored)) {
    assert.equal(await outcomeOf({ clientData }), 'wrong', what);
    assert.equal(await isTaken({ clientData }), false, what);
  }
});

test('52: attestation is asked for by nobody: whatever statement comes, nothing of it is read, and the key counts as one without', async () => {
  const withFormat =
    (fmt: string, attStmt: Map<string, unknown>) =>
    (authData: Buffer): Uint8Array =>
      isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', fmt],
          ['attStmt', attStmt],
          ['authData', new Uint8Array(authData)],
        ]) as never,
      );
  const statement = new Map<string, unknown>([
    ['x5c', [new Uint8Array(4)]],
    ['sig', new Uint8Array(8)],
    ['alg', -7],
  ]);

  for (const fmt of ['packed', 'tpm', 'apple', 'fido-u2f', 'unheard-of', ''])
    assert.equal(await isTaken({ attested: withFormat(fmt, statement) }), true, fmt);
});

test('52: results of extensions that nobody asked for change nothing', async () => {
  const { authenticator, key } = await enrolled();
  const answer = JSON.parse(authenticator.get({ challenge: CHALLENGE })) as Record<string, unknown>;
  const extended = { ...answer, clientExtensionResults: { appid: true, uvm: [[2, 4, 2]], credProps: { rk: true }, __proto__: { x: 1 } } };

  assert.equal((await verifyAssertion(VERIFYING, key, JSON.stringify(extended))).result, 'right');
});

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKey: { readonly wx: string; readonly wy: string };
    readonly tests: readonly { readonly tcId: number; readonly msg: string; readonly sig: string; readonly result: 'valid' | 'invalid' }[];
  }[];
}

/** The 32 bytes of a coordinate, which the vectors write as a number. */
function coordinate(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.padStart(64, '0').slice(-64), 'hex'));
}

/** As the library judges it; some it refuses by throwing. */
async function judge(signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>, key: Uint8Array): Promise<boolean> {
  try {
    return await verifySignature({ signature, data, credentialPublicKey: new Uint8Array(key) });
  } catch {
    return false;
  }
}

test('55: the ECDSA signatures of Wycheproof are judged as it says, those that are nearly right too', async (t) => {
  const file = readVectors<Wycheproof>(t, 'fetched/wycheproof/ecdsa_secp256r1_sha256_test.json');
  for (const { publicKey, tests } of file?.testGroups ?? []) {
    const key = cose([EC.kty, EC.alg, EC.crv, [-2, coordinate(publicKey.wx)], [-3, coordinate(publicKey.wy)]]);
    for (const { tcId, msg, sig, result } of tests) {
      const signature = new Uint8Array(Buffer.from(sig, 'hex'));
      const data = new Uint8Array(Buffer.from(msg, 'hex'));
      const isRight = isStrictSignature(signature) && (await judge(signature, data, key));
      assert.equal(isRight, result === 'valid', String(tcId));
    }
  }
});

test('55: an assertion whose signature is written in another form is wrong', async () => {
  const { authenticator, key } = await enrolled();
  const answer = JSON.parse(authenticator.get({ challenge: CHALLENGE })) as { response: Record<string, string> };
  const right = Buffer.from(answer.response['signature'] ?? '', 'base64url');
  const forms = [
    right.subarray(0, -1),
    Buffer.concat([right, Buffer.from([0])]),
    Buffer.concat([Buffer.from([0x31]), right.subarray(1)]),
    Buffer.concat([Buffer.from([0x30, 0x81]), right.subarray(1)]),
    Buffer.alloc(0),
    Buffer.from([0x30, 6, 2, 1, 0, 2, 1, 0]),
  ];
  for (const form of forms) {
    const response = { ...answer.response, signature: form.toString('base64url') };
    assert.equal((await verifyAssertion(VERIFYING, key, JSON.stringify({ ...answer, response }))).result, 'wrong', form.toString('hex'));
  }
});
