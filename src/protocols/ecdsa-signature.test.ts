import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStrictSignature } from './ecdsa-signature.ts';

const R = [0x02, 2, 0x00, 0x81];
const S = [0x02, 1, 0x05];

test('two positive integers in a sequence are a signature, also long ones', () => {
  const long = [0x02, 66, 0x01, ...Array<number>(65).fill(7)];

  assert.equal(isStrictSignature(new Uint8Array([0x30, 7, ...R, ...S])), true);
  assert.equal(isStrictSignature(new Uint8Array([0x30, 0x81, 136, ...long, ...long])), true);
});

for (const [what, bytes] of Object.entries({
  'nothing at all': [],
  'a byte behind it': [0x30, 7, ...R, ...S, 0],
  'a third integer': [0x30, 10, ...R, ...S, ...S],
  'one integer': [0x30, 4, ...R],
  'a length in another form': [0x30, 0x81, 7, ...R, ...S],
  'another tag': [0x31, 7, ...R, ...S],
  'a negative integer': [0x30, 6, 0x02, 1, 0x81, ...S],
  'a zero': [0x30, 6, 0x02, 1, 0, ...S],
  'a needless zero before it': [0x30, 7, 0x02, 2, 0, 5, ...S],
  'an integer without bytes': [0x30, 5, 0x02, 0, ...S],
  'an end before its end': [0x30, 7, 0x02, 3, 0, 0x81, 0x02, 1, 5],
})) {
  test(`55: ${what} is no signature`, () => {
    assert.equal(isStrictSignature(new Uint8Array(bytes)), false);
  });
}
