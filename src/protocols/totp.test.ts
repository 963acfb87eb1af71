import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hmacSha1 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { fromHex, utf8 } from '../base/bytes.ts';
import { findAcceptedStep, isSkewed, normalizeTotpCode, stepAt, totpCode, totpUri } from './totp.ts';

const secret = utf8('12345678901234567890');
/** A time in the middle of step 1,000,000. */
const now = 30_000_015_000;

test('the counters of RFC 4226 appendix D give their codes', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];

  assert.deepEqual(
    codes.map((_, counter) => totpCode(hmacSha1, secret, counter)),
    codes,
  );
});

test('the times of RFC 6238 appendix B give the last six of their eight digits', () => {
  const times: [number, string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ];

  for (const [seconds, code] of times) assert.equal(totpCode(hmacSha1, secret, stepAt(seconds * 1_000)), code);
});

test('the published HOTP and TOTP values agree', (t) => {
  const vectors = readVectors<{
    hotp_rfc4226_appendix_d: { secret_hex: string; vectors: { counter: number; code6: string }[] };
    totp_rfc6238_appendix_b: { secrets_hex: { sha1: string }; vectors: { time: number; sha1_6: string }[] };
  }>(t, 'own/otp.json');
  if (vectors === undefined) return;
  const { hotp_rfc4226_appendix_d: hotp, totp_rfc6238_appendix_b: totp } = vectors;

  for (const { counter, code6 } of hotp.vectors) assert.equal(totpCode(hmacSha1, fromHex(hotp.secret_hex)!, counter), code6);
  for (const { time, sha1_6 } of totp.vectors)
    assert.equal(totpCode(hmacSha1, fromHex(totp.secrets_hex.sha1)!, stepAt(time * 1_000)), sha1_6);
});

test('9, 6.5.5: the current step and the one before are accepted, and no other', () => {
  const accepted = (step: number): number | undefined => findAcceptedStep(hmacSha1, secret, totpCode(hmacSha1, secret, step), now);

  assert.equal(accepted(1_000_000), 1_000_000);
  assert.equal(accepted(999_999), 999_999);
  assert.equal(accepted(999_998), undefined);
  assert.equal(accepted(1_000_001), undefined);
});

test('both steps are computed, whatever the code', () => {
  let macs = 0;
  const counting = (key: Uint8Array, data: Uint8Array): Uint8Array => {
    macs += 1;
    return hmacSha1(key, data);
  };

  findAcceptedStep(counting, secret, totpCode(hmacSha1, secret, 1_000_000), now);
  findAcceptedStep(counting, secret, '000000', now);

  assert.equal(macs, 4);
});

test('a code that two steps share belongs to the newer', () => {
  const always = (): Uint8Array => new Uint8Array(20);

  assert.equal(findAcceptedStep(always, secret, '000000', now), 1_000_000);
});

test('a clock up to five minutes off is told apart from a wrong code', () => {
  const skewed = (step: number): boolean => isSkewed(hmacSha1, secret, totpCode(hmacSha1, secret, step), now);

  assert.equal(skewed(1_000_010), true);
  assert.equal(skewed(999_990), true);
  assert.equal(skewed(1_000_001), true);
  assert.equal(skewed(1_000_011), false);
  assert.equal(skewed(999_989), false);
  assert.equal(skewed(1_000_000), false);
});

test('the first seconds of 1970 have a current step', () => {
  assert.equal(findAcceptedStep(hmacSha1, secret, '755224', 0), 0);
  assert.throws(() => totpCode(hmacSha1, secret, -1), RangeError);
});

test('blanks in a code do not matter', () => {
  for (const text of ['012345', '012 345', ' 012345 ', '012\u00a0345', '012345\n', '0 1 2 3 4 5', '012345\r\n', '\t012345']) {
    assert.equal(normalizeTotpCode(text), '012345', JSON.stringify(text));
  }
});

test('5, 6: anything but six ASCII digits is refused', () => {
  for (const text of [
    '',
    '12345',
    '1234567',
    '０１２３４５',
    '٠١٢٣٤٥',
    '12345a',
    '-12345',
    '1e5000',
    '123\u2003456',
    '1'.repeat(1_000_000),
  ]) {
    assert.equal(normalizeTotpCode(text), undefined);
  }
});

test('whatever text comes, it is six digits or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0123 \n\u00a0９') })), (text) => {
      const code = normalizeTotpCode(text);

      assert.ok(code === undefined || /^[0-9]{6}$/.test(code));
      if (code !== undefined) findAcceptedStep(hmacSha1, secret, code, now);
    }),
    { seed: 6238, numRuns: 400 },
  );
});

test('the address for the app names issuer, user, secret and the settings', () => {
  assert.equal(
    totpUri({ issuer: 'Keyhouse', username: 'alice', secret }),
    'otpauth://totp/Keyhouse:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Keyhouse&algorithm=SHA1&digits=6&period=30',
  );
});

test('names with delimiters can not change what the address says', () => {
  const uri = new URL(totpUri({ issuer: "Łódź & Co: a/b?c#d'", username: 'eve&secret=AAAA', secret }));

  assert.equal(decodeURIComponent(uri.pathname), "/Łódź & Co a/b?c#d':eve&secret=AAAA");
  assert.equal(uri.searchParams.get('issuer'), "Łódź & Co a/b?c#d'");
  assert.equal(uri.searchParams.get('secret'), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  assert.equal(uri.searchParams.size, 5);
  assert.match(uri.href, /%20Co%20a%2Fb%3Fc%23d%27:/);
});

test('any name gives an address that reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (issuer, username) => {
      const uri = new URL(totpUri({ issuer, username, secret }));

      assert.equal(uri.pathname.split(':').length, 2);
      assert.equal(uri.searchParams.size, 5);
    }),
    { seed: 30, numRuns: 300 },
  );
});
