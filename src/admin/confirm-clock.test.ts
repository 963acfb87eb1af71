import assert from 'node:assert/strict';
import { accountWorld, givePassword } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { makeSystemClock, type SystemClock } from '../adapters/system-clock.ts';
import { makeClockWatch, makeTimekeeper } from '../audit/note-time.ts';
import { readEntries } from '../audit/read-entries.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/brands.ts';
import { Secret } from '../base/secret.ts';
import type { Database } from '../world.ts';
import { confirmClock } from './confirm-clock.ts';

const PASSWORD = 'lantern oboe gravel tuesday';
const START = Date.UTC(2026, 10, 24, 12);

interface Machine {
  readonly world: TestWorld;
  readonly clock: SystemClock;
  readonly alarms: readonly string[];
  /** Time passes, and somebody sets the wall clock ahead by more. */
  pass(ms: number, jumpMs?: number): void;
  /** One run of the jobs that keep the time. */
  tick(): Promise<void>;
}

function startMachine(database: Database): Machine {
  let [wall, monotonic] = [START, 0];
  const clock = makeSystemClock({ wall: () => wall, monotonic: () => monotonic, uptime: () => monotonic });
  const alarms: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (what: string) => alarms.push(what) };
  const world = { ...accountWorld(database), clock, log } as unknown as TestWorld;
  const watch = makeClockWatch(world, clock, 'host/1');
  const note = makeTimekeeper(world, clock);
  return {
    ...{ world, clock, alarms },
    pass(ms, jumpMs = 0) {
      wall += ms + jumpMs;
      monotonic += ms;
    },
    async tick() {
      await note();
      await watch();
    },
  };
}

async function clockRow(world: TestWorld): Promise<{ lived_ms: number; high_water_at: number }> {
  return world.read.selectFrom('clock').select(['lived_ms', 'high_water_at']).executeTakeFirstOrThrow();
}

async function kinds(world: TestWorld): Promise<readonly string[]> {
  return (await readEntries(world, { limit: 50 })).entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('site.'));
}

onBothDatabases('a jump of the clock is one event and one alarm, and ripens nothing', async (database) => {
  const { world, alarms, pass, tick } = startMachine(database);
  await tick();
  pass(SECOND, 3 * DAY);
  await tick();
  pass(SECOND);
  await tick();

  const row = await clockRow(world);
  assert.deepEqual(await kinds(world), ['site.clock-suspect']);
  assert.equal(alarms.length, 1);
  assert.equal(row.high_water_at, START);
  assert.equal(row.lived_ms, 4 * SECOND);
});

onBothDatabases('an operator confirms the time by her password; then the mark follows and codes count again', async (database) => {
  const { world, clock, pass, tick } = startMachine(database);
  const opal = await addResident(world, 'opal');
  await givePassword(world, opal, PASSWORD);
  await tick();
  pass(SECOND, HOUR);

  const wrong = confirmClock(world, VISIT, opal.caller, { password: new Secret('some other long password'), reason: 'NTP' });
  await assert.rejects(wrong, { code: 'account.wrong-password' });
  const before = clock.isSuspect();
  await confirmClock(world, VISIT, opal.caller, { password: new Secret(PASSWORD), reason: 'NTP was off' });
  await tick();

  assert.deepEqual([before, clock.isSuspect()], [true, false]);
  assert.equal((await clockRow(world)).high_water_at, START + SECOND + HOUR);
  assert.deepEqual(await kinds(world), ['site.clock-confirmed']);
});

onBothDatabases('a clock that is fine is not confirmed in advance', async (database) => {
  const { world, pass, tick } = startMachine(database);
  const opal = await addResident(world, 'opal');
  await tick();
  pass(MINUTE);

  const early = confirmClock(world, VISIT, opal.caller, { password: new Secret(PASSWORD), reason: 'just in case' });

  await assert.rejects(early, { code: 'admin.clock-fine' });
});

onBothDatabases('lived time goes on over a restart, by the wall clock', async (database) => {
  const first = startMachine(database);
  await first.tick();
  first.pass(MINUTE);
  await first.tick();
  const second = startMachine(database);
  second.pass(HOUR);

  await second.tick();

  assert.equal((await clockRow(second.world)).lived_ms, HOUR);
});
