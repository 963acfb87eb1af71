import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { createTestDatabase, type TestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import { migrate } from './migrate.ts';
import { openPostgres, type PostgresOptions } from './postgres.ts';

const skip = missingProgram('postgresql');
const OPTIONS: PostgresOptions = { onIdleError: () => undefined, isDurabilityOptional: true };

test('a server that may lose what it confirmed is refused', { skip }, async (t) => {
  const place = await makePlace(t);
  await query(place.url, `alter database ${nameOf(place)} set synchronous_commit = off`);

  const opening = openPostgres(place.url, { onIdleError: () => undefined });

  await assert.rejects(opening, {
    code: 'site.not-durable',
    message: 'PostgreSQL runs with synchronous_commit = off and may lose what it has confirmed. Set it to on.',
  });
});

test('a database of another encoding is refused', { skip }, async (t) => {
  const adminUrl = await testPostgresUrl();
  await query(adminUrl, "create database latin encoding 'LATIN1' locale 'C' template template0");
  t.after(() => query(adminUrl, 'drop database latin'));
  const url = new URL(adminUrl);
  url.pathname = '/latin';

  await assert.rejects(openPostgres(url.href, OPTIONS), { code: 'site.not-utf8' });
});

test('a server that is not there is a refusal', { skip }, async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();

  const opening = openPostgres(`postgres://nobody:geheim@127.0.0.1:${port}/keyhouse`, OPTIONS);

  await assert.rejects(opening, { kind: 'unavailable', code: 'site.database-unreachable' });
});

test('whatever the server has set, transactions read what others have committed', { skip }, async (t) => {
  const place = await makePlace(t);
  await query(place.url, `alter database ${nameOf(place)} set default_transaction_isolation = serializable`);
  const database = await openPostgres(place.url, OPTIONS);
  t.after(database.close);

  const { rows } = await database.transaction((tx) =>
    sql<{ level: string }>`select current_setting('transaction_isolation') as level`.execute(tx),
  );

  assert.deepEqual(rows, [{ level: 'read committed' }]);
});

test('an idle connection that dies is reported, and the next transaction works', { skip }, async (t) => {
  const place = await makePlace(t);
  const died: Error[] = [];
  const database = await openPostgres(place.url, { ...OPTIONS, onIdleError: (cause) => died.push(cause) });
  t.after(database.close);
  await migrate(database.raw, 'postgres', 0);

  await query(
    place.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keyhouse' and datname = current_database()",
  );
  while (died.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));

  await database.transaction((tx) => tx.insertInto('leases').values({ name: 'after', holder: 'x', until_at: 0 }).execute());
  assert.equal((await database.read.selectFrom('leases').select('name').execute()).length, 1);
});

test('a connection that dies inside a transaction is a refusal, and nothing happened', { skip }, async (t) => {
  const place = await makePlace(t);
  const database = await openPostgres(place.url, OPTIONS);
  t.after(database.close);
  await migrate(database.raw, 'postgres', 0);

  const dying = database.transaction(async (tx) => {
    await tx.insertInto('leases').values({ name: 'lost', holder: 'x', until_at: 0 }).execute();
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    await tx.selectFrom('leases').select('name').execute();
  });

  await assert.rejects(dying, { kind: 'unavailable', code: 'site.database-unreachable' });
  assert.deepEqual(await database.read.selectFrom('leases').select('name').execute(), []);
});

async function makePlace(t: TestContext): Promise<TestDatabase> {
  const place = await createTestDatabase(await testPostgresUrl());
  t.after(place.drop);
  return place;
}

function nameOf(place: TestDatabase): string {
  return new URL(place.url).pathname.slice(1);
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
