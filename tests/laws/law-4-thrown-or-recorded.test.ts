import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { rows } from '../../src/audit/tables.ts';
import type { Write } from '../../src/audit/write.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { addResident, databaseWorld, type TestWorld } from '../support/residents.ts';

async function tryAct(
  world: TestWorld,
  beside: (tx: Write) => Promise<unknown>,
): Promise<{ readonly outcome: string; readonly changed: boolean; readonly recorded: boolean }> {
  const { accountId } = await addResident(world, 'ada');
  const outcome = await act(world, BY_SYSTEM, [], async (tx) => {
    await tx.updateTable('accounts').set({ frozen_at: 1 }).where('id', '=', accountId).execute();
    await beside(tx);
    const details = { by: 'operator', reason: 'a test' } as const;
    return { result: 'done', events: [{ kind: 'account.unfrozen', subjects: [], details, rows: rows('accounts', [accountId]) }] };
  }).catch((error: Error) => error.message);
  const { frozen_at } = await world.read.selectFrom('accounts').select('frozen_at').where('id', '=', accountId).executeTakeFirstOrThrow();
  const entries = await world.read.selectFrom('entries').select('id').where('kind', '=', 'account.unfrozen').execute();
  return { outcome, changed: frozen_at === 1, recorded: entries.length === 1 };
}

onBothDatabases('law 4: what is returned happened and is recorded', async (database) => {
  const tried = await tryAct(databaseWorld(database), async () => undefined);

  assert.deepEqual(tried, { outcome: 'done', changed: true, recorded: true });
});

onBothDatabases('law 4: what is thrown did not happen and is not recorded', async (database) => {
  const tried = await tryAct(databaseWorld(database), async () => Promise.reject(new Error('no')));

  assert.deepEqual(tried, { outcome: 'no', changed: false, recorded: false });
});

onBothDatabases('law 4: an act that reads a file is refused, and nothing of it stays', async (database) => {
  const tried = await tryAct(databaseWorld(database), () => readFile(import.meta.filename));

  assert.deepEqual(tried, { outcome: 'inside a transaction something other than SQL was awaited', changed: false, recorded: false });
});

onBothDatabases('law 4: an act that asks the reading side, or begins another act, is refused', async (database) => {
  const world = databaseWorld(database);
  const reads = await tryAct(world, () => world.read.selectFrom('site').selectAll().execute());

  assert.deepEqual(reads, { outcome: 'inside a transaction read through the transaction', changed: false, recorded: false });
});
