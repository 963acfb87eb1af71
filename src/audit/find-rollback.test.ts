import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { databaseWorld, type TestWorld } from '../../tests/support/residents.ts';
import type { OpenedDatabase } from '../database/opened-database.ts';
import { act } from './act.ts';
import { BY_SYSTEM } from './actor.ts';
import { beginLog } from './begin-log.ts';
import { OF_SITE } from './events/events.ts';
import { findRollback } from './find-rollback.ts';
import { integrateEntries } from './sequencer.ts';
import { checkpointHead } from './sign-checkpoint.ts';

onBothDatabases('a database that goes on from the newest checkpoint outside is fine', async (database) => {
  const world = databaseWorld(database);
  const note = await sign(world, 3);
  await sign(world, 2);

  assert.equal(await findRollback(world, note), undefined);
});

onBothDatabases('a site without any checkpoint outside is fine', async (database) => {
  assert.equal(await findRollback(databaseWorld(database), undefined), undefined);
});

onBothDatabases('a database that was put back is found by the checkpoint outside', async (database) => {
  const world = databaseWorld(database);
  await sign(world, 3);
  const note = await sign(world, 2);
  await putBack(database, 3);

  const found = await findRollback(world, note);

  assert.equal(found, 'The file has a checkpoint of 5 entries, the database only 3: it was put back to an earlier state.');
});

onBothDatabases('another history of the same size is found', async (database) => {
  const world = databaseWorld(database);
  const note = await sign(world, 3);
  await putBack(database, 0);
  await sign(world, 3);

  assert.equal(await findRollback(world, note), 'The database has another history than the checkpoint of 3 entries in the file.');
});

onBothDatabases('a checkpoint that another key signed says nothing', async (database) => {
  const world = databaseWorld(database);
  const note = await sign(world, 3);
  const forged = note.replace(/\n3\n/, '\n4\n');

  assert.equal(await findRollback(world, forged), 'The newest checkpoint in the file was not signed by the key of this log.');
});

onBothDatabases('the sequencer appends nothing under a size that was signed', async (database) => {
  const world = databaseWorld(database);
  await sign(world, 3);
  await database.raw.updateTable('log_head').set({ size: 0, root: '' }).execute();
  await enter(world, 1);

  await assert.rejects(integrateEntries(world), { message: 'the log has 0 entries, but a checkpoint of 3 was signed' });
});

onBothDatabases('a new log begins with its announcement, and sequences go on above those that may be lost', async (database) => {
  const world = databaseWorld(database);
  const old = await sign(world, 3);
  await enter(world, 2);
  await announce(world);
  await database.transaction((tx) => beginLog(tx, { epoch: 77, base: 9 }));

  const head = await integrateEntries(world);

  assert.deepEqual([head.epoch, head.size], [77, 3]);
  assert.deepEqual(await sequences(database), [
    ['site.setup-link-made', 0],
    ['site.setup-link-made', 1],
    ['site.setup-link-made', 2],
    ['site.setup-link-made', 10],
    ['site.setup-link-made', 11],
    ['site.log-begun', 9],
  ]);
  assert.equal(await findRollback(world, old), undefined);
});

/** Enters events, takes them into the log and signs it; gives the note. */
async function sign(world: TestWorld, count: number): Promise<string> {
  await enter(world, count);
  const head = await integrateEntries(world);
  return (await checkpointHead(world, `localhost:8765/log/${head.epoch}`, head)).note;
}

async function enter(world: TestWorld, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    await act(world, BY_SYSTEM, [], async () => ({
      result: undefined,
      events: [{ kind: 'site.setup-link-made', subjects: [OF_SITE], details: {} }],
    }));
  }
}

async function announce(world: TestWorld): Promise<void> {
  const details = { epoch: 77, beforeEpoch: 0, beforeSize: 3, beforeRoot: '', knownSize: 9 };
  await act(world, BY_SYSTEM, [], async () => ({
    result: undefined,
    events: [{ kind: 'site.log-begun', subjects: [OF_SITE], details }],
  }));
}

/** What a copy of the database file from before would hold. */
async function putBack(database: OpenedDatabase, size: number): Promise<void> {
  await database.raw.deleteFrom('entries').where('sequence', '>=', size).execute();
  await database.raw.deleteFrom('checkpoints').where('size', '>', size).execute();
  await database.raw.deleteFrom('tiles').execute();
  await database.raw.updateTable('log_head').set({ size, root: '' }).execute();
}

async function sequences(database: OpenedDatabase): Promise<readonly (readonly [string, number | null])[]> {
  const found = await database.raw.selectFrom('entries').select(['kind', 'sequence']).orderBy('serial').execute();
  return found.map((row) => [row.kind, row.sequence]);
}
