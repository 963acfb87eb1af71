import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, databaseWorld, freeze, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { byCaller } from '../web/by-caller.ts';
import { act } from './act.ts';
import { ofAccount } from './events/events.ts';
import { findStrayRows } from './find-stray-rows.ts';
import { recordRefusal } from './record-refusal.ts';
import { rows } from './tables.ts';

async function end(world: TestWorld, { caller }: Resident): Promise<void> {
  await world.database.transaction((tx) =>
    tx.updateTable('sessions').set({ ended_at: world.clock.now() }).where('handle', '=', caller.session.handle).execute(),
  );
}

function rename(world: TestWorld, { caller, accountId, personId }: Resident): Promise<void> {
  return act(world, byCaller(caller, VISIT), [], async (tx) => {
    await tx.updateTable('accounts').set({ name_sealed: 'another' }).where('id', '=', accountId).execute();
    const personal = { before: 'Ines', after: 'another' };
    const named = { kind: 'account.name-changed', subjects: [ofAccount(accountId)], personal, about: personId } as const;
    return { result: undefined, events: [{ ...named, rows: rows('accounts', [accountId]) }] };
  });
}

onBothDatabases('35: a session that was ended in the midst of its request changes nothing', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await end(world, ines);

  await assert.rejects(rename(world, ines), { code: 'session.ended', kind: 'not-signed-in' });

  const account = await database.read.selectFrom('accounts').select('name_sealed').executeTakeFirst();
  assert.notEqual(account?.name_sealed, 'another');
});

onBothDatabases('nor one whose account was frozen', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await freeze(world, ines);

  await assert.rejects(rename(world, ines), { code: 'session.ended' });
});

onBothDatabases('what it was refused is recorded all the same', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await end(world, ines);

  const attempt = { kind: 'refused.step-up', details: { what: 'password' }, accountId: ines.accountId } as const;
  await recordRefusal(world, byCaller(ines.caller, VISIT), attempt);

  const entries = await database.read.selectFrom('entries').select('kind').where('kind', '=', 'refused.step-up').execute();
  assert.equal(entries.length, 1);
});

onBothDatabases('a live one goes on', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');

  await rename(world, ines);

  assert.deepEqual(await findStrayRows(database.read), []);
});
