import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { databaseWorld, type TestWorld } from '../../tests/support/residents.ts';
import { openDiskFiles } from '../adapters/disk-files.ts';
import { keepBooks } from '../audit/act.ts';
import { MINUTE } from '../base/brands.ts';
import { utf8 } from '../base/bytes.ts';
import { holdLease } from '../outbox/leases.ts';
import type { Database, Files, Incoming } from '../world.ts';
import { keepBlob } from './store.ts';
import { BACKUP_LEASE, sweepBlobs } from './sweep-blobs.ts';

async function aWorld(database: Database, t: TestContext): Promise<TestWorld & { readonly files: Files }> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-sweep-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { ...databaseWorld(database), files: await openDiskFiles(folder) };
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield utf8(text);
}

/** What an upload does before any row names its bytes. */
async function keep(world: TestWorld, { sha256, size }: Incoming): Promise<boolean> {
  return keepBooks(world, (tx) => keepBlob(tx, { sha256, size, now: world.clock.now() }));
}

/** Bytes that an upload stored and then did not publish. */
async function anOrphan(world: TestWorld & { readonly files: Files }): Promise<Incoming> {
  const orphan = await world.files.receive(bytes('seaweed'), 100);
  assert.equal(await keep(world, orphan), true);
  await orphan.place();
  return orphan;
}

onBothDatabases('bytes that nothing names are removed after a day, and can be stored anew', async (database, t) => {
  const world = await aWorld(database, t);
  const { sha256 } = await anOrphan(world);

  world.clock.advance({ hours: 23 });
  assert.equal(await sweepBlobs(world), 0);
  world.clock.advance({ hours: 2 });
  assert.equal(await sweepBlobs(world), 1);

  assert.equal(await world.files.has(sha256), false);
  await anOrphan(world);
  assert.equal(await world.files.has(sha256), true);
});

onBothDatabases('an upload that asked before the sweeper keeps its bytes', async (database, t) => {
  const world = await aWorld(database, t);
  const orphan = await anOrphan(world);
  world.clock.advance({ hours: 25 });

  assert.equal(await keep(world, orphan), true);

  assert.equal(await sweepBlobs(world), 0);
  assert.equal(await world.files.has(orphan.sha256), true);
});

onBothDatabases('an upload that comes while the sweeper is at its bytes is not let in, so that none are lost', async (database, t) => {
  const world = await aWorld(database, t);
  const orphan = await anOrphan(world);
  world.clock.advance({ hours: 25 });
  const answers: boolean[] = [];
  const files: Files = {
    ...world.files,
    async remove(sha256) {
      answers.push(await keep(world, orphan));
      await world.files.remove(sha256);
    },
  };

  await sweepBlobs({ ...world, files });
  answers.push(await keep(world, orphan));

  assert.deepEqual(answers, [false, true]);
});

onBothDatabases('two sweepers do not take the same bytes, and a mark that a crash left is taken up after an hour', async (database, t) => {
  const world = await aWorld(database, t);
  const { sha256 } = await anOrphan(world);
  world.clock.advance({ hours: 25 });
  const crashing: Files = { ...world.files, remove: () => Promise.reject(new Error('killed')) };
  await assert.rejects(sweepBlobs({ ...world, files: crashing }), /killed/);

  world.clock.advance({ minutes: 59 });
  assert.equal(await sweepBlobs(world), 0);
  world.clock.advance({ minutes: 1 });
  assert.equal(await sweepBlobs(world), 1);

  assert.equal(await world.files.has(sha256), false);
});

onBothDatabases('while a backup copies files nothing is removed, and afterwards it is', async (database, t) => {
  const world = await aWorld(database, t);
  const { sha256 } = await anOrphan(world);
  world.clock.advance({ hours: 25 });
  assert.equal(await holdLease(world, BACKUP_LEASE, 'a backup', MINUTE), true);

  assert.equal(await sweepBlobs(world), 0);
  assert.equal(await world.files.has(sha256), true);

  world.clock.advance({ minutes: 2 });
  assert.equal(await sweepBlobs(world), 1);
});
