import assert from 'node:assert/strict';
import { aBrowser, addMember, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { signOut } from './end-sessions.ts';
import { greetBrowser } from './greet-browser.ts';
import { sweepSessions } from './sweep-sessions.ts';

async function raise(world: TestWorld, { accountId }: Resident): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const { changed } = await raiseEpoch(tx, accountId);
    const event = { kind: 'account.password-changed', subjects: [ofAccount(accountId)], details: { how: 'reset' } } as const;
    return { result: undefined, events: [{ ...event, rows: changed }] };
  });
}

async function know(world: TestWorld, { accountId, personId }: Resident): Promise<void> {
  await act(world, BY_SYSTEM, [], async (tx, now) => {
    const known = await greetBrowser(world, tx, { visit: VISIT, cookies: {} }, { accountId, personId, epoch: 1, now, makesKnown: true });
    const details = { device: known.device };
    return {
      result: undefined,
      events: [{ kind: 'session.browser-known', subjects: [ofAccount(accountId)], details, rows: known.changed }],
    };
  });
}

onBothDatabases('what can open nothing any more goes: ended, over after twelve hours, of an earlier epoch', async (database) => {
  const world = accountWorld(database);
  const ended = await addResident(world, 'ended');
  const changed = await addResident(world, 'changed');
  await addResident(world, 'old');
  await signOut(world, { caller: ended.caller, visit: VISIT, cookies: {} });
  await raise(world, changed);
  world.clock.advance({ hours: 12 });
  await addResident(world, 'young');

  const swept = await sweepSessions(world);

  const left = await database.read.selectFrom('sessions').select('started_at').execute();
  assert.deepEqual(swept, { sessions: 3, devices: 0, halves: 0 });
  assert.deepEqual(
    left.map((row) => row.started_at),
    [world.clock.now()],
  );
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('what is alive stays: a session of nearly twelve hours goes on after a sweep', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const browser = aBrowser(world);
  await browser.signIn('ines');
  await browser.enterCode(await codeNow(world, ines));
  for (let i = 0; i < 11; i += 1) {
    world.clock.advance({ minutes: 59 });
    await browser.caller();
    await world.seen.flush();
    await sweepSessions(world);
  }

  world.clock.advance({ minutes: 59 });

  assert.equal(await stateOf(browser), 'O');
});

onBothDatabases('a half state goes after its five minutes, not before', async (database) => {
  const world = accountWorld(database);
  await addMember(world, 'ines');
  await aBrowser(world).signIn('ines');
  world.clock.advance({ minutes: 4, seconds: 59 });

  const early = await sweepSessions(world);
  world.clock.advance({ seconds: 1 });
  const due = await sweepSessions(world);

  assert.deepEqual([early.halves, due.halves], [0, 1]);
});

onBothDatabases('browsers that were forgotten go, and those that did not sign in for 400 days', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const maya = await addResident(world, 'maya');
  await know(world, ines);
  await know(world, maya);
  await raise(world, ines);

  const forgotten = await sweepSessions(world);
  world.clock.advance({ hours: 24 * 400 - 1 });
  const known = await sweepSessions(world);
  world.clock.advance({ hours: 1 });
  const old = await sweepSessions(world);

  assert.deepEqual([forgotten.devices, known.devices, old.devices], [1, 0, 1]);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('where a session was last seen is forgotten with it', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');
  await world.seen.flush();
  world.clock.advance({ hours: 12 });

  await sweepSessions(world);

  assert.deepEqual(await database.read.selectFrom('sightings').selectAll().execute(), []);
});

onBothDatabases('more than one act can take goes in one run', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines', { hasSecondFactor: false });
  for (let i = 0; i < times(205, 405); i += 1) await aBrowser(world).signIn(ines.username);
  await raise(world, ines);

  const swept = await sweepSessions(world);

  assert.equal(swept.sessions, times(206, 406));
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a sweep beside sign-ins and sign-outs deletes nothing alive and leaves no stray row', async (database) => {
  const world = accountWorld(database);
  const names = Array.from({ length: times(10, 50) }, (_, index) => `person${index}`);
  for (const name of names) await addMember(world, name, { hasSecondFactor: false });
  const browsers = names.map(() => aBrowser(world));

  await Promise.all([
    ...browsers.map(async (browser, index) => {
      await browser.signIn(names[index] ?? '');
      await signOut(world, await browser.asking());
      await browser.signIn(names[index] ?? '');
    }),
    ...names.map(() => sweepSessions(world)),
  ]);

  const states = await Promise.all(browsers.map(stateOf));
  assert.deepEqual([...new Set(states)], ['P']);
  assert.deepEqual(await findStrayRows(database.read), []);
});
