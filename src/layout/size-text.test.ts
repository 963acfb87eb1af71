import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeText } from './size-text.ts';

const SIZES: readonly (readonly [number, string])[] = [
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_950, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [104_857_600, '105 MB'],
  [10_737_418_240, '11 GB'],
];

for (const [bytes, text] of SIZES) {
  test(`${bytes} bytes are ${text}`, () => {
    assert.equal(sizeText(bytes), text);
  });
}
