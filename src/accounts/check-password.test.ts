import assert from 'node:assert/strict';
import { accountWorld, givePassword } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import type { Pool } from '../limits/judge-guess.ts';
import { checkPassword } from './check-password.ts';

const PASSWORD = 'lantern oboe gravel tuesday';

async function resident(world: TestWorld): Promise<Resident> {
  const ines = await addResident(world, 'ines');
  await givePassword(world, ines, PASSWORD);
  return ines;
}

async function guess(world: TestWorld, who: Resident | string, password: string, pool: Pool = 'stranger'): Promise<string> {
  const whom = typeof who === 'string' ? { accountId: undefined, typedName: who } : { accountId: who.accountId, typedName: 'ines' };
  const verdict = await checkPassword(world, { ...whom, password: new Secret(password), pool, visit: VISIT });
  return verdict.result;
}

onBothDatabases('the right password is right, any other is wrong', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world);

  assert.equal(await guess(world, ines, PASSWORD), 'right');
  assert.equal(await guess(world, ines, PASSWORD.toUpperCase()), 'wrong');
  assert.equal(await guess(world, ines, ''), 'wrong');
});

onBothDatabases('18: names that nobody has wait after five wrong answers as others do, in whatever spelling', async (database) => {
  const world = accountWorld(database);
  const spellings = ['no.body', 'NoBody', 'no-body', 'nobody', 'NO_BODY', 'no.body'];

  const answers: string[] = [];
  for (const name of spellings) answers.push(await guess(world, name, PASSWORD));

  assert.deepEqual(answers, ['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wait']);
});

onBothDatabases('B2: strangers use up 80 guesses, then none of theirs is looked at; a known browser gets in at once', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world);
  for (let i = 0; i < 200; i += 1) {
    await guess(world, ines, 'wrong');
    world.clock.advance({ hours: 1 });
  }

  const stranger = await guess(world, ines, PASSWORD);
  const owner = await guess(world, ines, PASSWORD, 'known');

  assert.equal(stranger, 'wait');
  assert.equal(owner, 'right');
});

onBothDatabases('row 22: the hundredth failure disables the password until it is set anew, with an event', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world);
  for (let i = 0; i < 100; i += 1) {
    await guess(world, ines, 'wrong', i < 80 ? 'stranger' : 'known');
    world.clock.advance({ hours: 1 });
  }

  const row = await database.read.selectFrom('passwords').select('disabled_at').executeTakeFirst();
  const events = await database.read.selectFrom('entries').select('id').where('kind', '=', 'account.password-disabled').execute();
  assert.equal(await guess(world, ines, PASSWORD, 'known'), 'wait');
  assert.notEqual(row?.disabled_at, null);
  assert.equal(events.length, 1);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('of thirty guesses at once five are looked at', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world);

  const answers = await Promise.all(Array.from({ length: 30 }, () => guess(world, ines, 'wrong')));

  assert.equal(answers.filter((answer) => answer === 'wrong').length, 5);
});

onBothDatabases(
  '6.2.8: a password is compared to its last byte, in its case, with its blanks, and only its normal form is one',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addResident(world, 'ines');
    // A hash that stops at 72 bytes would take both.
    const long = `${'A'.repeat(72)}x`;
    await givePassword(world, ines, `${long} é `);

    const answers: string[] = [];
    for (const typed of [`${'A'.repeat(72)}y é `, `${long} é`, ` ${long} é `, `${long.toLowerCase()} é `])
      answers.push(await guess(world, ines, typed));
    assert.deepEqual(answers, ['wrong', 'wrong', 'wrong', 'wrong']);
    assert.equal(await guess(world, ines, `${long} e\u0301 `), 'right');
  },
);

onBothDatabases('6.2.10: a password of five years ago opens as on its first day', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world);
  world.clock.advance({ hours: 5 * 365 * 24 });

  assert.equal(await guess(world, ines, PASSWORD), 'right');
});

onBothDatabases('21: another process, or this one after a restart, begins no new budget', async (database) => {
  const ines = await resident(accountWorld(database));
  const answers: string[] = [];
  // Each world is a process of its own: they share the database and nothing else.
  for (let process = 0; process < 7; process += 1) answers.push(await guess(accountWorld(database), ines, 'wrong'));

  assert.deepEqual(answers, ['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wait', 'wait']);
});
