import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textAnswer } from '../../src/web/answer.ts';
import { get, type PageRequest } from '../../src/web/route.ts';
import type { Reading, World } from '../../src/world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { startTestSite } from '../support/test-site.ts';

type Writer = Pick<World, 'database' | 'files'> & { readonly read: World['database']['read'] & { insertInto(table: string): never } };

const TRIES: Readonly<Record<string, (world: Writer) => unknown>> = {
  transaction: (world) => world.database.transaction(async (tx) => tx.deleteFrom('leases').execute()),
  insert: (world) => world.read.insertInto('leases'),
  receive: (world) => world.files.receive((async function* () {})(), 1),
  remove: (world) => world.files.remove('a'.repeat(64) as never),
};

for (const [name, attempt] of Object.entries(TRIES)) {
  test(`law 9: a GET handler that goes around the types and tries to write gets an error: ${name}`, async (t) => {
    const handle = async (_request: PageRequest<'anyone'>, reading: Reading) => {
      await attempt(reading as unknown as Writer);
      return textAnswer('written');
    };
    const site = await startTestSite(t, { routes: [get('/writes/', { who: 'anyone', limit: 'page' }, handle)] });

    assert.equal((await site.ask('/writes/')).status, 500);
    assert.equal((await site.ask('/writes/', { method: 'HEAD' })).status, 500);
    assert.match(site.log.join('\n'), /is not a function|undefined/);
  });
}

onBothDatabases('law 9, invariant 23: a statement that writes is refused by the reading connection itself', async (database) => {
  const lease = { name: 'a', holder: 'b', until_at: 1 };
  await assert.rejects(database.rawReader.insertInto('leases').values(lease).execute(), /read-?only/i);

  assert.deepEqual(await database.read.selectFrom('leases').selectAll().execute(), []);
});
