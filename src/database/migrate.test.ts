import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { createTestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import { MIGRATIONS, migrate } from './migrate.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

test('of three that start at once on one SQLite file one migrates', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const opened = [1, 2, 3].map(() => openSqlite(join(folder, 'test.sqlite')));

  assert.deepEqual(await migrateAll(t, opened), [0, 0, MIGRATIONS.length]);
});

test('of three that start at once on one PostgreSQL one migrates', { skip: missingProgram('postgresql') }, async (t) => {
  const place = await createTestDatabase(await testPostgresUrl());
  const opened = await Promise.all(
    [1, 2, 3].map(() => openPostgres(place.url, { onIdleError: () => undefined, isDurabilityOptional: true })),
  );
  t.after(place.drop);

  assert.deepEqual(await migrateAll(t, opened), [0, 0, MIGRATIONS.length]);
});

onBothDatabases('a database of today needs no migration', async (database) => {
  assert.equal(await migrate(database.raw, database.engine, 1), 0);
});

onBothDatabases('a database from a newer Keyhouse is refused in one sentence', async (database) => {
  await database.raw
    .insertInto('migrations')
    .values({ number: MIGRATIONS.length + 1, name: 'tomorrow', applied_at: 0 })
    .execute();

  await assert.rejects(migrate(database.raw, database.engine, 1), {
    code: 'site.newer-database',
    message: `The database is from a newer Keyhouse (schema ${MIGRATIONS.length + 1}, this one knows ${MIGRATIONS.length}). Start the newer version, or restore a backup made by this one.`,
  });
});

test('migrations are numbered without gaps', () => {
  assert.deepEqual(
    MIGRATIONS.map(({ number }) => number),
    MIGRATIONS.map((_, index) => index + 1),
  );
});

async function migrateAll(t: TestContext, opened: readonly OpenedDatabase[]): Promise<readonly number[]> {
  t.after(() => Promise.all(opened.map((database) => database.close())));
  const applied = await Promise.all(opened.map((database) => migrate(database.raw, database.engine, 0)));

  return applied.sort();
}
