import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveClean } from './leave-clean.ts';
import { signUp } from './story-people.ts';
import { type StorySite, startStorySite } from './story-site.ts';

/** A site on which somebody signed up, then something is broken: what the check at the end of a story says. */
async function saidAfter(breakIt: (site: StorySite) => Promise<unknown>): Promise<string> {
  const { site, close } = await startStorySite({}, undefined);
  try {
    await signUp(site, 'ada');
    await site.runJobs();
    await breakIt(site);
    return await leaveClean(site).then(
      () => 'clean',
      (error: Error) => error.message.split('\n')[0] ?? '',
    );
  } finally {
    await close();
  }
}

test('a site on which all went well is left clean', async () => {
  assert.equal(await saidAfter(async () => undefined), 'clean');
});

test('a row that no event accounts for is found', async () => {
  const said = await saidAfter(({ world }) =>
    world.database.transaction((tx) => tx.updateTable('accounts').set({ needs_second_factor_at: 1 }).execute()),
  );

  assert.equal(said, 'every guarded row is as its newest event says');
});

test('a secret that lies open in a row is found', async () => {
  const said = await saidAfter(({ world }) =>
    world.database.transaction((tx) =>
      tx.insertInto('leases').values({ name: 'wandering otters keep ledgers', holder: 'a process', until_at: 0 }).execute(),
    ),
  );

  assert.equal(said, 'no secret in plain in leases');
});

test('a mail address in the log is found', async () => {
  const said = await saidAfter(async ({ world }) => world.log.info('a mail to ada@example.org'));

  assert.equal(said, 'nothing personal in the log');
});

test('an entry that was changed afterwards is found', async () => {
  const said = await saidAfter(({ world }) =>
    world.database.transaction((tx) => tx.updateTable('entries').set({ leaf: 'AAAA' }).where('sequence', '=', 0).execute()),
  );

  assert.equal(said, 'every entry carries our MAC');
});

test('an error in the log is found', async () => {
  const said = await saidAfter(async ({ world }) => world.log.error('something broke', new Error('a cause')));

  assert.equal(said, 'no error is logged');
});
