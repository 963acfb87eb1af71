import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOneItem } from './cbor-item.ts';

for (const [what, bytes] of Object.entries({
  'a number': [0x18, 0x64],
  'a negative number of eight bytes': [0x3b, 0, 0, 0, 0, 0, 0, 0, 1],
  'a text': [0x63, 0x61, 0x62, 0x63],
  'an empty map': [0xa0],
  'a map of a text to a list': [0xa1, 0x61, 0x61, 0x82, 0x01, 0x41, 0xff],
  true: [0xf5],
  'a number of two bytes that one would do for': [0x19, 0, 1],
})) {
  test(`${what} is one item`, () => {
    assert.equal(isOneItem(new Uint8Array(bytes)), true);
  });
}

for (const [what, bytes] of Object.entries({
  nothing: [],
  'two numbers': [0x01, 0x01],
  'a text that is cut off': [0x63, 0x61, 0x62],
  'a head that is cut off': [0x19, 0],
  'a map whose last value is missing': [0xa1, 0x01],
  'a list without an end': [0x9f, 0x01, 0xff],
  'a list of 2^32': [0x9a, 0xff, 0xff, 0xff, 0xff],
  'a tag': [0xc0, 0x01],
  'five levels': [0x81, 0x81, 0x81, 0x81, 0x81, 0x01],
})) {
  test(`50: ${what} is no item`, () => {
    assert.equal(isOneItem(new Uint8Array(bytes)), false);
  });
}

test('whatever bytes come, they are one item or not, and never an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(typeof isOneItem(bytes), 'boolean');
    }),
    { seed: 20_261_124, numRuns: 2_000 },
  );
});
