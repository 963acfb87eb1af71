import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat, fromBase64url, fromHex, fromUtf8, toBase64url, toHex, utf8 } from './bytes.ts';

test('bytes survive hexadecimal and base64url', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(fromHex(toHex(bytes)), bytes);
      assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes);
    }),
    { seed: 12, numRuns: 500 },
  );
});

test('a second spelling of the same base64url bytes is refused', () => {
  assert.deepEqual(fromBase64url('AA'), new Uint8Array([0]));
  assert.equal(fromBase64url('AB'), undefined);
  assert.equal(fromBase64url('AA=='), undefined);
});

test('upper-case hexadecimal is refused', () => {
  assert.equal(fromHex('AB'), undefined);
});

test('bytes that are not UTF-8 have no text', () => {
  assert.equal(fromUtf8(new Uint8Array([0xff])), undefined);
  assert.equal(fromUtf8(utf8('Łódź')), 'Łódź');
});

test('parts are joined in order', () => {
  assert.deepEqual(concat(new Uint8Array([1]), new Uint8Array([2, 3])), new Uint8Array([1, 2, 3]));
});
