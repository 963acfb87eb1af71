import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../base/bytes.ts';
import { fromBase64, toBase64 } from './base64.ts';

test('the examples of RFC 4648 section 10 are written and read', () => {
  assert.equal(toBase64(utf8('foob')), 'Zm9vYg==');
  assert.deepEqual(fromBase64('Zm9vYmE='), utf8('fooba'));
});

test('missing padding, other alphabets, blanks and left-over bits are refused', () => {
  for (const text of ['Zm9vYg', 'Zm9vYg=', 'Zm9vYh==', 'Zm9v\n', ' Zm9v', 'Zm-_', '====', 'Zg==Zg=='])
    assert.equal(fromBase64(text), undefined, text);
});

test('whatever text comes, it is the one text of its bytes or nothing', () => {
  const text = fc.oneof(fc.string({ unit: fc.constantFrom(...'AQgw+/=-_ ') }), fc.string({ unit: 'binary' }));

  fc.assert(
    fc.property(fc.uint8Array(), text, (bytes, other) => {
      const read = fromBase64(other);

      assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
      if (read !== undefined) assert.equal(toBase64(read), other);
    }),
    { seed: 64, numRuns: 500 },
  );
});
