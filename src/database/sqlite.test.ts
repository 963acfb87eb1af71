import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { guardedTransaction } from './guarded-transaction.ts';
import { migrate } from './migrate.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { openSqlite } from './sqlite.ts';

test('only its owner can read the file and its companions', async (t) => {
  const { file } = await openMigrated(t);

  assert.deepEqual(
    ['', '-wal', '-shm'].map((ending) => statSync(`${file}${ending}`).mode & 0o777),
    [0o600, 0o600, 0o600],
  );
});

test('a database that is closed is one file, also when nothing was read', async (t) => {
  const { file, database } = await openMigrated(t);

  await database.close();

  assert.deepEqual(
    ['', '-wal', '-shm'].map((ending) => existsSync(`${file}${ending}`)),
    [true, false, false],
  );
});

test('the log is written ahead, foreign keys hold and deleted bytes are overwritten', async (t) => {
  const { database } = await openMigrated(t);

  const values = await Promise.all(
    ['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete', 'trusted_schema', 'cell_size_check'].map(async (name) => {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.raw(`pragma_${name}`)}`.execute(database.raw);
      return `${name} ${Object.values(rows[0] ?? {})[0]}`;
    }),
  );

  assert.deepEqual(values, [
    'journal_mode wal',
    'synchronous 1',
    'foreign_keys 1',
    'secure_delete 1',
    'trusted_schema 0',
    'cell_size_check 1',
  ]);
});

test('a database that was closed and opened again keeps what was answered', async (t) => {
  const { database, file } = await openMigrated(t);
  await database.transaction((tx) => tx.insertInto('leases').values({ name: 'kept', holder: 'x', until_at: 0 }).execute());
  await database.close();

  const again = openSqlite(file);
  t.after(() => again.close());
  await again.transaction((tx) => tx.insertInto('leases').values({ name: 'second', holder: 'x', until_at: 0 }).execute());

  const rows = await again.read.selectFrom('leases').select('name').orderBy('name').execute();
  assert.deepEqual(
    rows.map((row) => row.name),
    ['kept', 'second'],
  );
});

test('H6: what was deleted is no longer in the file', async (t) => {
  const { database, file } = await openMigrated(t);
  const canary = 'kanarienvogel'.repeat(8);
  await database.transaction((tx) => tx.insertInto('leases').values({ name: canary, holder: 'x', until_at: 0 }).execute());
  await sql`pragma wal_checkpoint(truncate)`.execute(database.raw);
  assert.equal(readFileSync(file).includes(canary), true);

  await database.transaction((tx) => tx.deleteFrom('leases').execute());
  await sql`pragma wal_checkpoint(truncate)`.execute(database.raw);

  assert.equal(readFileSync(file).includes(canary), false);
  assert.equal(readFileSync(`${file}-wal`).includes(canary), false);
});

test('H6: what was deleted before a crash is no longer beside the file after the next start', async (t) => {
  const { database, file } = await openMigrated(t);
  const canary = 'kanarienvogel'.repeat(8);
  await database.transaction((tx) => tx.insertInto('leases').values({ name: canary, holder: 'x', until_at: 0 }).execute());
  await database.transaction((tx) => tx.deleteFrom('leases').execute());
  const left = join(emptyFolder(t), 'left.sqlite');
  for (const ending of ['', '-wal']) copyFileSync(`${file}${ending}`, `${left}${ending}`);
  assert.equal(readFileSync(`${left}-wal`).includes(canary), true);

  const again = openSqlite(left);
  t.after(() => again.close());

  assert.equal(readFileSync(left).includes(canary), false);
  assert.equal(readFileSync(`${left}-wal`).includes(canary), false);
});

test('a full disk is a refusal, nothing happened, and the next transaction works', async (t) => {
  const { database } = await openMigrated(t);
  const { rows } = await sql<{ page_count: number }>`select page_count from pragma_page_count`.execute(database.raw);
  await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 2}`).execute(database.raw);

  const filling = database.transaction((tx) =>
    tx
      .insertInto('leases')
      .values({ name: 'x'.repeat(100_000), holder: 'x', until_at: 0 })
      .execute(),
  );

  await assert.rejects(filling, { kind: 'unavailable', code: 'site.database-full' });
  await database.transaction((tx) => tx.insertInto('leases').values({ name: 'small', holder: 'x', until_at: 0 }).execute());
  assert.equal((await database.read.selectFrom('leases').select('name').execute()).length, 1);
});

test('after a sync that failed nothing is answered or written any more, until the next start', async (t) => {
  const file = join(emptyFolder(t), 'test.sqlite');
  let isBroken = false;
  const database = openSqlite(
    file,
    () => false,
    async () => {
      if (isBroken) throw new Error('EIO');
    },
  );
  await migrate(database.raw, 'sqlite', 0);
  const write = (one: OpenedDatabase, name: string) =>
    one.transaction((tx) => tx.insertInto('leases').values({ name, holder: 'x', until_at: 0 }).execute());
  await write(database, 'first');
  isBroken = true;
  await assert.rejects(write(database, 'second'), { kind: 'unavailable', code: 'site.outcome-unknown' });
  isBroken = false;
  await assert.rejects(write(database, 'third'), { kind: 'unavailable', code: 'site.database-failed' });
  await database.close();

  const again = openSqlite(file);
  t.after(() => again.close());
  await write(again, 'fourth');
  const found = await again.read.selectFrom('leases').select('name').orderBy('name').execute();
  assert.deepEqual(
    found.map(({ name }) => name),
    ['first', 'fourth', 'second'],
  );
});

test('a lock that another process keeps is a refusal after the last try', async (t) => {
  const { database, file } = await openMigrated(t);
  const other = new DatabaseSync(file);
  t.after(() => other.close());
  other.exec('begin immediate');

  const waiting = guardedTransaction(database.raw, 2, (tx) => tx.deleteFrom('leases').execute());

  await assert.rejects(waiting, { kind: 'unavailable', code: 'site.database-busy', retryAfterSeconds: 5 });
});

test('a lock that another process gives back is waited for', async (t) => {
  const { database, file } = await openMigrated(t);
  const other = new DatabaseSync(file);
  t.after(() => other.close());
  other.exec('begin immediate');
  setTimeout(() => other.exec('rollback'), 400);

  await database.transaction((tx) => tx.insertInto('leases').values({ name: 'late', holder: 'x', until_at: 0 }).execute());

  assert.equal((await database.read.selectFrom('leases').select('name').execute()).length, 1);
});

test('a file that is no database is a refusal', (t) => {
  const file = join(emptyFolder(t), 'test.sqlite');
  writeFileSync(file, 'This is a letter, not a database. '.repeat(100));

  assert.throws(() => openSqlite(file), { kind: 'unavailable', code: 'site.database-failed' });
});

test('a folder that is not there is a refusal', (t) => {
  assert.throws(() => openSqlite(join(emptyFolder(t), 'gone', 'test.sqlite')), { code: 'site.database-failed' });
});

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openMigrated(t: TestContext): Promise<{ readonly database: OpenedDatabase; readonly file: string }> {
  const file = join(emptyFolder(t), 'test.sqlite');
  const database = openSqlite(file);
  t.after(() => database.close());
  await migrate(database.raw, 'sqlite', 0);
  return { database, file };
}
