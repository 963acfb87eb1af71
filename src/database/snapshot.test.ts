import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { clearBornRows, countOn, loadRows } from './load-rows.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { KEPT_TABLES, PORTABLE_TABLES } from './portable-tables.ts';
import { type Row, withSnapshot } from './snapshot.ts';

onBothDatabases('a snapshot shows one instant while others write, and they need not wait', async (database) => {
  await addLease(database, 'before');

  const seen = await withSnapshot(database, async (snapshot) => {
    const first = await collect(snapshot.rows('leases'));
    await addLease(database, 'meanwhile');
    return [first, await collect(snapshot.rows('leases'))];
  });

  assert.deepEqual(seen, [[{ name: 'before', holder: 'x', until_at: 1 }], [{ name: 'before', holder: 'x', until_at: 1 }]]);
  assert.equal((await database.read.selectFrom('leases').selectAll().execute()).length, 2);
});

onBothDatabases('a snapshot cannot write', async (database) => {
  await assert.rejects(
    withSnapshot(database, (snapshot) => snapshot.read.insertInto('leases').values({ name: 'a', holder: 'b', until_at: 1 }).execute()),
  );
});

onBothDatabases('more rows than are read at once come whole, and load into an empty table as they were', async (database) => {
  const rows = Array.from({ length: 1_203 }, (_, index) => entryRow(index + 5));
  await database.transaction((tx) => loadRows(tx, database.engine, 'entries', rows));
  await database.transaction((tx) => countOn(tx, database.engine));

  const seen = await withSnapshot(database, (snapshot) => collect(snapshot.rows('entries')));
  await database.raw
    .insertInto('entries')
    .values({ ...entryRow(0), serial: undefined, id: 'next' } as never)
    .execute();

  assert.deepEqual(seen, rows);
  const next = await database.read
    .selectFrom('entries')
    .select('serial')
    .where('id', '=', 'next' as never)
    .executeTakeFirst();
  assert.equal(next?.serial, 1_208);
});

onBothDatabases('the rows that a new database is born with make room', async (database) => {
  await database.transaction(async (tx) => {
    await clearBornRows(tx);
    await loadRows(tx, database.engine, 'clock', [{ id: 1, high_water_at: 7, lived_ms: 8, confirmed_at: 9 }]);
  });

  const [clock] = await database.read.selectFrom('clock').selectAll().execute();
  assert.deepEqual({ ...clock }, { id: 1, high_water_at: 7, lived_ms: 8, confirmed_at: 9 });
});

onBothDatabases('every table of the database has a place in a backup or is left behind on purpose', async (database) => {
  const tables = await database.raw.introspection.getTables();

  assert.deepEqual(tables.map(({ name }) => name).sort(), Object.keys(PORTABLE_TABLES).sort());
});

test('what a row names is loaded before it', () => {
  const place = (name: (typeof KEPT_TABLES)[number]) => KEPT_TABLES.indexOf(name);

  assert.ok(place('persons') < place('accounts') && place('accounts') < place('sessions'));
  assert.ok(
    place('recovery_lists') < place('recovery_codes') && place('projects') < place('releases') && place('releases') < place('files'),
  );
});

function entryRow(serial: number): Row {
  const texts = { at: 1, kind: 'site.opened', part: 'private', body: '{}', leaf: '', mac: '', sequence: null };
  return { serial, id: `entry-${serial}`, ...texts };
}

async function addLease(database: OpenedDatabase, name: string): Promise<void> {
  await database.transaction((tx) => tx.insertInto('leases').values({ name, holder: 'x', until_at: 1 }).execute());
}

async function collect(batches: AsyncIterable<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch.map((row) => ({ ...row })));
  return rows;
}
