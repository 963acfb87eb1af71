import assert from 'node:assert/strict';
import { accountWorld } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { openSite } from '../accounts/open-site.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import type { Secret } from '../base/secret.ts';
import { makeFindCaller } from '../sessions/find-caller.ts';
import { makeStartSession } from '../sessions/start-session.ts';
import { isSetupOpen, makeSetupLink, setUp } from './set-up.ts';

const PASSWORD = 'lantern oboe gravel tuesday';

function setUpAs(world: TestWorld, username: string, link: Secret | undefined, uploadRules = ''): ReturnType<typeof setUp> {
  const form = {
    uploadRules,
    username,
    name: '',
    email: `${username}@example.org`,
    password: PASSWORD,
    passwordConfirm: PASSWORD,
  };
  return setUp({ world, startSession: makeStartSession(world) }, VISIT, link, form);
}

async function operators(world: TestWorld): Promise<number> {
  return (await world.read.selectFrom('operators').select('account_id').execute()).length;
}

onBothDatabases('D1: the set-up link makes one operator, signed in, who still needs a second factor', async (database) => {
  const world = accountWorld(database, { registration: 'closed' });
  await openSite(world);

  const { cookies } = await setUpAs(world, 'ada', await makeSetupLink(world));

  const session = cookies.find(({ name }) => name === 'session')?.value;
  const caller = await makeFindCaller(world)({ ...(session && { session }) }, VISIT);
  assert.equal(caller.kind === 'account' && caller.isOperator, true);
  assert.equal(caller.kind === 'account' && caller.hasVerifiedAddress, true);
  assert.equal(caller.kind === 'account' && caller.hasSecondFactor, false);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('D1: once an operator has existed no link is made, also not after she is gone', async (database) => {
  const world = accountWorld(database);
  await openSite(world);
  const link = await makeSetupLink(world);
  await setUpAs(world, 'ada', link);
  await database.transaction((tx) => tx.deleteFrom('operators').execute());

  assert.equal(await makeSetupLink(world), undefined);
  assert.equal(await isSetupOpen(world, link), false);
  await assert.rejects(setUpAs(world, 'mallory', link), { code: 'setup.over' });
});

onBothDatabases('an answer about the upload rules counts for nothing where the host pins them', async (database) => {
  const world = accountWorld(database, { uploadRules: 'private' });
  await openSite(world);
  await setUpAs(world, 'ada', await makeSetupLink(world), 'public');

  assert.deepEqual(await world.read.selectFrom('policies').selectAll().execute(), []);
});

onBothDatabases('the set-up link dies after an hour, and with the next one', async (database) => {
  const world = accountWorld(database);
  await openSite(world);
  const first = await makeSetupLink(world);
  const second = await makeSetupLink(world);
  const open = [await isSetupOpen(world, first), await isSetupOpen(world, second)];

  world.clock.advance({ hours: 1 });

  assert.deepEqual(open, [false, true]);
  assert.equal(await isSetupOpen(world, second), false);
});

onBothDatabases('of fifty people with one set-up link at once, one becomes the operator', async (database) => {
  for (let round = 0; round < times(1, 20); round += 1) {
    const world = accountWorld(database);
    if (round === 0) await openSite(world);
    await database.transaction(async (tx) => {
      await tx.deleteFrom('operators').execute();
      await tx.updateTable('site').set({ first_operator_at: null }).execute();
    });
    const link = await makeSetupLink(world);
    const names = Array.from({ length: 50 }, (_, i) => `person${round}x${i}`);

    const outcomes = await Promise.allSettled(names.map((name) => setUpAs(world, name, link)));

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code);
    assert.equal(await operators(world), 1);
    assert.deepEqual(new Set(refused), new Set(['setup.over']));
    assert.equal(refused.length, 49);
  }
});
