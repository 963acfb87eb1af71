import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '../../tests/support/test-clock.ts';
import { TEST_KEYS } from '../../tests/support/test-keys.ts';
import { times } from '../../tests/support/test-length.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import { type Ceremony, makeChallenge, NONCE_BYTES, readChallenge } from './challenge.ts';

const CEREMONY: Ceremony = { kind: 'sign-in', binding: 'this browser' };

function asked() {
  const clock = testClock();
  return { clock, challenge: makeChallenge({ clock, keys: TEST_KEYS, random: { bytes: systemRandomBytes } }, CEREMONY) };
}

test('a challenge is known again in its own ceremony and browser', () => {
  const { clock, challenge } = asked();

  assert.match(readChallenge(TEST_KEYS, CEREMONY, challenge, clock.now())?.ref ?? '', /^[0-9a-f]{32}$/);
});

test('a challenge of another browser is none', () => {
  const { clock, challenge } = asked();

  assert.equal(readChallenge(TEST_KEYS, { ...CEREMONY, binding: 'another browser' }, challenge, clock.now()), undefined);
});

test('a challenge of another ceremony is none', () => {
  const { clock, challenge } = asked();

  assert.equal(readChallenge(TEST_KEYS, { ...CEREMONY, kind: 'step-up' }, challenge, clock.now()), undefined);
});

test('a challenge dies after five minutes', () => {
  const { clock, challenge } = asked();

  clock.advance({ minutes: 5 });

  assert.equal(readChallenge(TEST_KEYS, CEREMONY, challenge, clock.now()), undefined);
});

test('a challenge whose time was changed is none', () => {
  const { clock, challenge } = asked();
  const bytes = Buffer.from(challenge, 'base64url');
  bytes[20] = 0xff;

  assert.equal(readChallenge(TEST_KEYS, CEREMONY, bytes.toString('base64url'), clock.now()), undefined);
});

test('6.7.2: a challenge carries 128 bits of chance, and none comes twice', () => {
  const drawn = new Set(Array.from({ length: times(20_000, 1_000_000) }, () => asked().challenge));

  assert.equal(drawn.size, times(20_000, 1_000_000));
  assert.equal(NONCE_BYTES, 16);
});
