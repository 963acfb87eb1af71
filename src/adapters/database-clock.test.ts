import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import { HOUR, SECOND } from '../base/brands.ts';
import { openPostgres } from '../database/postgres.ts';
import { makeDatabaseClock } from './database-clock.ts';

const NOON = Date.UTC(2026, 10, 24, 12);

/** A machine at noon, whose database is so many milliseconds ahead and takes so long to answer. */
function startMachine() {
  let monotonic = 0;
  const alarms: string[] = [];
  const clock = makeDatabaseClock(
    { wall: () => NOON + monotonic, monotonic: () => monotonic },
    { error: (what: string) => alarms.push(what) },
  );
  const look = (aheadMs: number, tookMs = 0): Promise<void> =>
    clock.look(async () => {
      monotonic += tookMs;
      return NOON + monotonic - tookMs / 2 + aheadMs;
    });
  return { clock, alarms, look, gained: () => clock.wall() - NOON - monotonic };
}

test('processes on one database go by its clock', async () => {
  const { clock, look, gained } = startMachine();

  await look(-12 * SECOND, 40);

  assert.deepEqual([gained(), clock.isApart()], [-12 * SECOND, false]);
});

test('a machine more than 30 seconds off is apart from the site, with one alarm, and its clock is not moved', async () => {
  const { clock, alarms, look, gained } = startMachine();
  await look(2 * SECOND);

  for (let times = 0; times < 3; times += 1) await look(31 * SECOND);
  assert.deepEqual([gained(), clock.isApart(), alarms.length], [2 * SECOND, true, 1]);

  await look(-29 * SECOND);
  assert.deepEqual([gained(), clock.isApart()], [-29 * SECOND, false]);
});

test('an answer that was long under way says nothing', async () => {
  const { clock, look, gained } = startMachine();

  await look(HOUR, 6 * SECOND);

  assert.deepEqual([gained(), clock.isApart()], [0, false]);
});

test('PostgreSQL tells its time', { skip: missingProgram('postgresql') }, async (t) => {
  const place = await createTestDatabase(await testPostgresUrl());
  const database = await openPostgres(place.url, { onIdleError: () => undefined, isDurabilityOptional: true });
  t.after(async () => {
    await database.close();
    await place.drop();
  });

  const told = await database.askTime?.();

  assert.ok(told !== undefined && Math.abs(told - Date.now()) < 5 * SECOND, String(told));
});
