import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase, startPostgres, testPostgresUrl } from './postgres.ts';
import { missingProgram } from './programs.ts';

const skip = missingProgram('postgresql');

test('two test databases do not see each other', { skip }, async () => {
  const adminUrl = await testPostgresUrl();
  const one = await createTestDatabase(adminUrl);
  const two = await createTestDatabase(adminUrl);

  await query(one.url, 'create table things (id text primary key)');
  const found = await query(two.url, "select to_regclass('things') as name");

  assert.deepEqual(found, [{ name: null }]);
  await one.drop();
  await two.drop();
});

test('a test database made from a template holds what the template holds', { skip }, async () => {
  const adminUrl = await testPostgresUrl();
  const template = await createTestDatabase(adminUrl);
  await query(template.url, "create table things as select 'lamp' as name");

  const copy = await createTestDatabase(adminUrl, { template: template.url });

  assert.deepEqual(await query(copy.url, 'select name from things'), [{ name: 'lamp' }]);
  await copy.drop();
  await template.drop();
});

test('a dropped database is gone even when somebody is connected', { skip }, async () => {
  const adminUrl = await testPostgresUrl();
  const database = await createTestDatabase(adminUrl);
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();

  await database.drop();

  await assert.rejects(query(database.url, 'select 1'), { code: '3D000' });
  await client.end().catch(() => undefined);
});

test('a durable server has durability switched on', { skip }, async () => {
  const server = await startPostgres({ durable: true });

  const found = await query(server.url, "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits");

  assert.deepEqual(found, [{ fsync: 'on', commits: 'on' }]);
  await server.stop();
});

test('a server does not outlive its process, even one that was killed', { skip: skip || process.platform !== 'linux' }, async () => {
  const script = `const { startPostgres } = await import(${JSON.stringify(import.meta.resolve('./postgres.ts'))});
    console.log((await startPostgres()).url); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
  const url = line.toString('utf8').trim();
  await query(url, 'select 1');

  child.kill('SIGKILL');
  await once(child, 'exit');

  await assert.rejects(async () => {
    for (let attempt = 0; attempt < 100; attempt++) {
      await query(url, 'select 1');
      await sleep(20);
    }
  });
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
