import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { testClock } from '../../tests/support/test-clock.ts';
import { TEST_KEYS } from '../../tests/support/test-keys.ts';
import { Refusal } from '../base/refusal.ts';
import type { Database } from '../world.ts';
import { LIMITS, type SpentLimitName } from './limits.ts';
import { spendLimit } from './spend-limit.ts';
import { sweepLimits } from './sweep-limits.ts';

function counting(database: Database) {
  return { clock: testClock(), keys: TEST_KEYS, database };
}

async function countAllowed(tries: readonly Promise<void>[]): Promise<number> {
  const outcomes = await Promise.allSettled(tries);
  return outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
}

onBothDatabases('of 50 mails asked for at once five are allowed', async (database) => {
  const world = counting(database);

  const allowed = await countAllowed(Array.from({ length: 50 }, () => spendLimit(world, 'mail-account', 'a1')));

  assert.equal(allowed, 5);
});

onBothDatabases('a used-up limit says until when, and lets through again then', async (database) => {
  const world = counting(database);
  world.clock.advance({ minutes: 57, seconds: 30 });
  for (let spent = 0; spent < LIMITS.register.most; spent++) await spendLimit(world, 'register', '203.0.113.0/24');

  await assert.rejects(spendLimit(world, 'register', '203.0.113.0/24'), {
    kind: 'too-many',
    code: 'limit.register',
    message: 'Many accounts were registered from your network. Wait until 13:00 UTC (3 minutes) and try again.',
    retryAfterSeconds: 150,
  });

  world.clock.advance({ seconds: 150 });
  await spendLimit(world, 'register', '203.0.113.0/24');
});

onBothDatabases('each key and each limit has its own count', async (database) => {
  const world = counting(database);
  for (let spent = 0; spent < 5; spent++) await spendLimit(world, 'mail-account', 'a1');

  await spendLimit(world, 'mail-account', 'a2');
  await spendLimit(world, 'verify-mail', 'a1');
});

onBothDatabases('what is spent stays spent when the deed fails', async (database) => {
  const world = counting(database);
  const deed = async () => {
    await spendLimit(world, 'verify-mail', 'a1');
    throw new Error('the deed failed');
  };
  for (let tries = 0; tries < 3; tries++) await assert.rejects(deed, { message: 'the deed failed' });

  await assert.rejects(deed, { code: 'limit.verify-mail' });
});

onBothDatabases('no address lies in the counters, and yesterday’s cannot be tied to today’s', async (database) => {
  const world = counting(database);
  await spendLimit(world, 'mail', '203.0.113.0/24');
  world.clock.advance({ hours: 24 });
  await spendLimit(world, 'mail', '203.0.113.0/24');

  const rows = await database.read.selectFrom('limit_counters').select('key').execute();

  assert.equal(new Set(rows.map((row) => row.key)).size, 2);
  assert.equal(
    rows.every((row) => /^[0-9a-f]{64}$/.test(row.key)),
    true,
  );
});

onBothDatabases('sweeping removes counters whose window is over and no others', async (database) => {
  const world = counting(database);
  await spendLimit(world, 'form', 'old');
  world.clock.advance({ hours: 25 });
  await spendLimit(world, 'form', 'new');

  await sweepLimits(world);

  assert.equal((await database.read.selectFrom('limit_counters').select('key').execute()).length, 1);
});

test('20: without a database that counts, the deed is refused', async () => {
  const database = { transaction: () => Promise.reject(new Error('the disk is full')) } as unknown as Database;

  await assert.rejects(spendLimit(counting(database), 'sign-in', 'loopback'), (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.kind, 'unavailable');
    assert.equal(error.message.includes('disk'), false);
    return true;
  });
});

test('no window is longer than the day after which a counter’s key dies', () => {
  const names = Object.keys(LIMITS) as SpentLimitName[];

  assert.deepEqual(
    names.filter((name) => LIMITS[name].windowSeconds > 86_400 || 86_400 % LIMITS[name].windowSeconds !== 0),
    [],
  );
});
