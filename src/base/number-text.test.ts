import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countText, limitText } from './number-text.ts';

const LIMITS: readonly (readonly [number, string])[] = [
  [1, '1 byte'],
  [1_000, '1000 bytes'],
  [1_024, '1 KiB'],
  [150_000, '150000 bytes'],
  [104_857_600, '100 MiB'],
  [10_737_418_240, '10 GiB'],
  [5_629_499_534_213_120, '5120 TiB'],
];

for (const [bytes, text] of LIMITS) {
  test(`a limit of ${bytes} bytes is ${text}`, () => {
    assert.equal(limitText(bytes), text);
  });
}

test('one is singular, none and many are plural', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => countText(count, 'account')),
    ['0 accounts', '1 account', '2 accounts'],
  );
  assert.equal(countText(1, 'entry', 'entries'), '1 entry');
});
