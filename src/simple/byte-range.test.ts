import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRange } from './byte-range.ts';

const ANSWERS: readonly (readonly [header: string, answer: ReturnType<typeof parseRange>])[] = [
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=10-', { first: 10, last: 99 }],
  ['bytes=-5', { first: 95, last: 99 }],
  ['bytes=-500', { first: 0, last: 99 }],
  ['bytes=90-500', { first: 90, last: 99 }],
  [' Bytes=0-9 ', { first: 0, last: 9 }],
  ['bytes=100-', 'outside'],
  ['bytes=100-200', 'outside'],
  ['bytes=-0', 'outside'],
  ['bytes=9-3', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,5-6', undefined],
  ['lines=0-1', undefined],
  ['bytes=0x1-5', undefined],
  ['bytes=00000000000000000-1', undefined],
];

for (const [header, answer] of ANSWERS) {
  test(`"${header}" of 100 bytes is ${JSON.stringify(answer) ?? 'the whole file'}`, () => {
    assert.deepEqual(parseRange(header, 100), answer);
  });
}

test('without a header the whole file is wanted', () => {
  assert.equal(parseRange(undefined, 100), undefined);
});
