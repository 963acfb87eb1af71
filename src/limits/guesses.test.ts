import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { type TestClock, testClock } from '../../tests/support/test-clock.ts';
import { TEST_KEYS } from '../../tests/support/test-keys.ts';
import { HOUR } from '../base/brands.ts';
import type { Database } from '../world.ts';
import { forgiveGuesses, guessesOfName, spendGuess } from './guesses.ts';
import type { Pool, SpentGuess } from './judge-guess.ts';
import { sweepLimits } from './sweep-limits.ts';

const authenticator = 'totp:a1';

function counting(database: Database): { clock: TestClock; keys: typeof TEST_KEYS; database: Database } {
  return { clock: testClock(), keys: TEST_KEYS, database };
}

/** Guesses patiently: after each wait. Gives how many were looked at and the last answer. */
async function guessPatiently(
  world: ReturnType<typeof counting>,
  pool: Pool,
  times: number,
): Promise<{ allowed: number; last: SpentGuess }> {
  let allowed = 0;
  let last: SpentGuess = { allowed: true };
  for (let time = 0; time < times; time++) {
    last = await spendGuess(world, { authenticator, pool });
    if (last.allowed) allowed += 1;
    world.clock.advance({ hours: 1 });
  }
  return { allowed, last };
}

onBothDatabases('8, 6.3.1: of 50 guesses at once five are looked at', async (database) => {
  const world = counting(database);

  const answers = await Promise.all(Array.from({ length: 50 }, () => spendGuess(world, { authenticator, pool: 'known' })));

  assert.equal(answers.filter((answer) => answer.allowed).length, 5);
});

onBothDatabases('a free guess holds up none that arrived a moment before it and was counted after it', async (database) => {
  const world = counting(database);
  await spendGuess(world, { authenticator, pool: 'known' });
  world.clock.advance({ ms: -3 });

  assert.deepEqual(await spendGuess(world, { authenticator, pool: 'known' }), { allowed: true });
});

onBothDatabases('of 50 guesses at once from both pools the hundredth is looked at once', async (database) => {
  const world = counting(database);
  await guessPatiently(world, 'stranger', 80);
  await guessPatiently(world, 'known', 19);

  const pools = Array.from({ length: 50 }, (_, i): Pool => (i % 2 === 0 ? 'known' : 'stranger'));
  const answers = await Promise.all(pools.map((pool) => spendGuess(world, { authenticator, pool })));

  assert.deepEqual(
    answers.filter((answer) => answer.allowed),
    [{ allowed: true, disabledNow: true }],
  );
});

onBothDatabases('the sixth guess waits 30 seconds, the seventh a minute, none more than an hour', async (database) => {
  const world = counting(database);
  for (let time = 0; time < 5; time++) await spendGuess(world, { authenticator, pool: 'known' });
  const at = world.clock.now();

  assert.deepEqual(await spendGuess(world, { authenticator, pool: 'known' }), { allowed: false, until: at + 30_000 });
  world.clock.advance({ seconds: 30 });
  assert.deepEqual(await spendGuess(world, { authenticator, pool: 'known' }), { allowed: true });
  assert.deepEqual(await spendGuess(world, { authenticator, pool: 'known' }), { allowed: false, until: at + 90_000 });
  await guessPatiently(world, 'known', 10);
  world.clock.advance({ ms: -HOUR });
  assert.deepEqual(await spendGuess(world, { authenticator, pool: 'known' }), { allowed: false, until: world.clock.now() + HOUR });
});

onBothDatabases(
  'B2: strangers spend 80 of the hundred, then nothing of theirs is looked at and the owner of a known browser gets in at once',
  async (database) => {
    const world = counting(database);
    const strangers = await guessPatiently(world, 'stranger', 200);

    const owner = await spendGuess(world, { authenticator, pool: 'known' });

    assert.equal(strangers.allowed, 80);
    assert.deepEqual(strangers.last, { allowed: false, until: world.clock.now() });
    assert.deepEqual(owner, { allowed: true });
  },
);

onBothDatabases('the sum of 100 disables, and from then on nothing is looked at', async (database) => {
  const world = counting(database);
  await guessPatiently(world, 'stranger', 80);

  const owner = await guessPatiently(world, 'known', 20);
  const after = await spendGuess(world, { authenticator, pool: 'known' });

  assert.deepEqual(owner, { allowed: 20, last: { allowed: true, disabledNow: true } });
  assert.deepEqual(after, { allowed: false, until: world.clock.now() + HOUR, disabled: true });
});

onBothDatabases('19: a right answer forgives the failures, but not the wait of the other pool', async (database) => {
  const world = counting(database);
  for (const pool of ['known', 'stranger'] as const) for (let time = 0; time < 5; time++) await spendGuess(world, { authenticator, pool });

  await forgiveGuesses(world, { authenticator, pool: 'known' });

  assert.equal((await spendGuess(world, { authenticator, pool: 'known' })).allowed, true);
  assert.equal((await spendGuess(world, { authenticator, pool: 'stranger' })).allowed, false);
  world.clock.advance({ seconds: 30 });
  const strangers = await Promise.all(Array.from({ length: 9 }, () => spendGuess(world, { authenticator, pool: 'stranger' })));
  assert.equal(strangers.filter((answer) => answer.allowed).length, 5);
});

onBothDatabases('sweeping keeps what is held against an authenticator', async (database) => {
  const world = counting(database);
  await spendGuess(world, { authenticator, pool: 'known' });
  await spendGuess(world, { authenticator: guessesOfName(world, 'nobody'), pool: 'stranger' });
  world.clock.advance({ hours: 48 });

  await sweepLimits(world);

  const rows = await database.read.selectFrom('guesses').select(['authenticator', 'pool']).execute();
  assert.deepEqual(
    rows.map((row) => [row.authenticator, row.pool]),
    [[authenticator, 'known']],
  );
});

onBothDatabases('sweeping forgives nothing of today to a name that nobody has', async (database) => {
  const world = counting(database);
  await spendGuess(world, { authenticator: guessesOfName(world, 'nobody'), pool: 'stranger' });
  world.clock.advance({ hours: 11 });

  await sweepLimits(world);

  assert.equal((await database.read.selectFrom('guesses').selectAll().where('failures', '=', 1).execute()).length, 1);
});

test('20: without a database that counts, no guess is looked at', async () => {
  const database = { transaction: () => Promise.reject(new Error('the disk is full')) } as unknown as Database;

  await assert.rejects(spendGuess(counting(database), { authenticator, pool: 'known' }), {
    kind: 'unavailable',
    code: 'limit.unavailable',
  });
});

test('a typed name is kept as a hash that changes every day', () => {
  const world = counting({} as Database);
  const today = guessesOfName(world, 'correct horse battery staple');
  world.clock.advance({ hours: 24 });

  assert.match(today, /^name:[0-9a-f]{64}$/);
  assert.notEqual(guessesOfName(world, 'correct horse battery staple'), today);
});
