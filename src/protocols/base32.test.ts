import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../base/bytes.ts';
import { decodeBase32, encodeBase32, groupsOfFour } from './base32.ts';

test('the examples of RFC 4648 section 10 are encoded without their padding', () => {
  assert.equal(encodeBase32(utf8('')), '');
  assert.equal(encodeBase32(utf8('f')), 'MY');
  assert.equal(encodeBase32(utf8('fo')), 'MZXQ');
  assert.equal(encodeBase32(utf8('foo')), 'MZXW6');
  assert.equal(encodeBase32(utf8('foob')), 'MZXW6YQ');
  assert.equal(encodeBase32(utf8('fooba')), 'MZXW6YTB');
  assert.equal(encodeBase32(utf8('foobar')), 'MZXW6YTBOI');
});

test('padding, lower case and spaces are understood', () => {
  assert.deepEqual(decodeBase32('MZXW6YTBOI======'), utf8('foobar'));
  assert.deepEqual(decodeBase32('mzxw 6ytb oi'), utf8('foobar'));
});

test('foreign characters, impossible lengths, wrong padding and left-over bits are refused', () => {
  for (const text of ['MZXW0', 'M', 'MZX', 'MZXW6Y', 'MZ', 'MY=', 'MY==', '========', 'M=Y', 'MZXW6YTBſſ', 'A'.repeat(1_032)]) {
    assert.equal(decodeBase32(text), undefined, text);
  }
});

test('all bytes survive base32, in groups and in lower case too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const text = encodeBase32(bytes);

      assert.deepEqual(decodeBase32(text), bytes);
      assert.deepEqual(decodeBase32(groupsOfFour(text).toLowerCase()), bytes);
    }),
    { seed: 32, numRuns: 300 },
  );
});

test('whatever text comes, it is decoded or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'ABYZ27abz018 =') })), (text) => {
      const bytes = decodeBase32(text);

      if (bytes !== undefined) assert.equal(encodeBase32(bytes), text.replace(/[ =]/g, '').toUpperCase());
    }),
    { seed: 33, numRuns: 500 },
  );
});

test('a text is shown in groups of four', () => {
  assert.equal(groupsOfFour('GEZDGNBVGY'), 'GEZD GNBV GY');
  assert.equal(groupsOfFour('abcdefgh', '-'), 'abcd-efgh');
  assert.equal(groupsOfFour(''), '');
});
