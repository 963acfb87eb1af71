import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { act, keepBooks } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { ofAccount } from '../../src/audit/events/events.ts';
import { findStrayRows } from '../../src/audit/find-stray-rows.ts';
import { rows } from '../../src/audit/tables.ts';
import type { Write } from '../../src/audit/write.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { addResident, databaseWorld, type Resident, type TestWorld } from '../support/residents.ts';

const LEAVES = { kind: 'refused.sign-in', subjects: [], details: { what: 'password' } } as const;

async function frozenAt(world: TestWorld, { accountId }: Resident): Promise<number | null> {
  const { frozen_at } = await world.read.selectFrom('accounts').select('frozen_at').where('id', '=', accountId).executeTakeFirstOrThrow();
  return frozen_at;
}

async function countEntries(world: TestWorld): Promise<number> {
  return (await world.read.selectFrom('entries').select('id').execute()).length;
}

function freezeRow(tx: Write, { accountId }: Resident): Promise<unknown> {
  return tx.updateTable('accounts').set({ frozen_at: 1 }).where('id', '=', accountId).execute();
}

onBothDatabases('law 1: an act whose event does not account for what it changed is rolled back, its entry too', async (database) => {
  const world = databaseWorld(database);
  const ada = await addResident(world, 'ada');
  const before = await countEntries(world);

  const silent = act(world, BY_SYSTEM, [], async (tx) => {
    await freezeRow(tx, ada);
    return { result: undefined, events: [LEAVES] };
  });

  await assert.rejects(silent, /accounts changed, but refused\.sign-in does not account for it/);
  assert.equal(await frozenAt(world, ada), null);
  assert.equal(await countEntries(world), before);
});

onBothDatabases('law 1: an event that names none of the guarded rows it changed is not enough', async (database) => {
  const world = databaseWorld(database);
  const ada = await addResident(world, 'ada');

  const nameless = act(world, BY_SYSTEM, [], async (tx) => {
    await freezeRow(tx, ada);
    return {
      result: undefined,
      events: [{ kind: 'account.frozen', subjects: [ofAccount(ada.accountId)], details: { by: 'operator', reason: 'x' } }],
    };
  });

  await assert.rejects(nameless, /accounts changed, but account\.frozen names none of its rows/);
  assert.equal(await frozenAt(world, ada), null);
});

onBothDatabases('law 1: a change by raw SQL, or hidden in a query that reads, counts as a change', async (database) => {
  const world = databaseWorld(database);
  const ada = await addResident(world, 'ada');
  const hidden = [
    (tx: Write) => sql`update accounts set frozen_at = 1 where id = ${ada.accountId}`.execute(tx),
    (tx: Write) =>
      tx
        .deleteFrom('devices')
        .where('epoch', '>', -1)
        .execute()
        .then(() => freezeRow(tx, ada)),
  ];

  for (const change of hidden) {
    const silent = act(world, BY_SYSTEM, [], async (tx) => {
      await change(tx);
      return { result: undefined, events: [LEAVES] };
    });
    await assert.rejects(silent, /changed, but refused\.sign-in/);
  }
  assert.equal(await frozenAt(world, ada), null);
});

onBothDatabases('law 1: bookkeeping that reaches for a table with rights is rolled back', async (database) => {
  const world = databaseWorld(database);
  const ada = await addResident(world, 'ada');

  await assert.rejects(
    keepBooks(world, (tx) => freezeRow(tx as unknown as Write, ada)),
    /bookkeeping may not change accounts/,
  );
  assert.equal(await frozenAt(world, ada), null);
});

onBothDatabases(
  'law 1, invariant 21: the event carries the digest of the row, so that a later edit of the database is found',
  async (database) => {
    const world = databaseWorld(database);
    const ada = await addResident(world, 'ada');
    assert.deepEqual(await findStrayRows(world.read), []);

    await database.transaction((tx) =>
      tx.updateTable('accounts').set({ needs_second_factor_at: null }).where('id', '=', ada.accountId).execute(),
    );
    await database.transaction((tx) => tx.deleteFrom('totp_apps').where('account_id', '=', ada.accountId).execute());

    const found = await findStrayRows(world.read);
    assert.deepEqual(found.map(({ table, why }) => [table, why]).sort(), [
      ['accounts', 'it differs from its newest event'],
      ['totp_apps', 'it is missing'],
    ]);
  },
);

onBothDatabases('law 1: an act that accounts for its change is committed with its entry', async (database) => {
  const world = databaseWorld(database);
  const ada = await addResident(world, 'ada');
  const before = await countEntries(world);

  await act(world, BY_SYSTEM, [{ table: 'accounts', id: ada.accountId }], async (tx) => {
    await freezeRow(tx, ada);
    const details = { by: 'operator', reason: 'a test' } as const;
    return {
      result: undefined,
      events: [{ kind: 'account.frozen', subjects: [ofAccount(ada.accountId)], details, rows: rows('accounts', [ada.accountId]) }],
    };
  });

  assert.equal(await frozenAt(world, ada), 1);
  assert.equal(await countEntries(world), before + 1);
});
