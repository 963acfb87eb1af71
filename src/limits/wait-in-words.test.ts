import assert from 'node:assert/strict';
import { test } from 'node:test';
import { millis } from '../base/brands.ts';
import { createMemoryLimits } from './memory-limit.ts';
import { clockTime, waitInWords } from './wait-in-words.ts';

test('waits are named in the largest unit that is reached, rounded up', () => {
  assert.deepEqual([1, 59, 60, 61, 3_599, 3_600, 3_601].map(waitInWords), [
    '1 second',
    '59 seconds',
    '1 minute',
    '2 minutes',
    '60 minutes',
    '1 hour',
    '2 hours',
  ]);
});

test('a time of day is rounded up to the minute in which the wait is over', () => {
  assert.equal(clockTime(millis(Date.UTC(2026, 10, 24, 14, 4, 1))), '14:05 UTC');
  assert.equal(clockTime(millis(Date.UTC(2026, 10, 24, 23, 59, 30))), '00:00 UTC');
});

test('a limit on reading refuses in its window and forgets with the next', () => {
  const spend = createMemoryLimits();
  const now = millis(Date.UTC(2026, 10, 24, 14, 4));
  for (let time = 0; time < 300; time++) spend('search', 'loopback', now);

  assert.throws(() => spend('search', 'loopback', now), { code: 'limit.search', retryAfterSeconds: 60 });
  spend('search', '203.0.113.0/24', now);
  spend('search', 'loopback', millis(now + 60_000));
});
