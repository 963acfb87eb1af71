import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountWorld as emptyWorld } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { createTestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import type { TestWorld } from '../../tests/support/residents.ts';
import { readEntries } from '../audit/read-entries.ts';
import { Secret } from '../base/secret.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import { migrate } from '../database/migrate.ts';
import { openPostgres } from '../database/postgres.ts';
import type { Policies } from '../settings/settings.ts';
import type { Database } from '../world.ts';
import { noteHostSettings, openSite } from './open-site.ts';

function accountWorld(database: Database, pinned: Partial<Policies> = {}): TestWorld {
  const world = emptyWorld(database, pinned);
  return { ...world, settings: { ...world.settings, trustedProxies: [] } };
}

/** A process that found an empty database and made an id for the site. */
function newcomer(world: TestWorld): TestWorld {
  return { ...world, keys: { ...world.keys, siteId: systemRandomBytes(16) } };
}

onBothDatabases('the first start opens the site, the next one finds it', async (database) => {
  const world = accountWorld(database);

  const opened = await openSite(world);
  const found = await openSite(world);

  const { entries } = await readEntries(world, { limit: 10 });
  assert.equal(found.site_id, opened.site_id);
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['site.opened'],
  );
});

onBothDatabases('A9: a start with another host is refused: passkeys belong to the old one', async (database) => {
  const world = accountWorld(database);
  await openSite(world);

  const elsewhere = openSite({ ...world, settings: { ...world.settings, url: 'https://pypi.example.org' } });

  await assert.rejects(elsewhere, { code: 'site.rp-id' });
});

onBothDatabases('a process with an id of its own does not run on a site that another one opened', async (database) => {
  const world = accountWorld(database);
  await openSite(world);

  await assert.rejects(openSite(newcomer(world)), { code: 'site.opened-meanwhile' });
});

onBothDatabases('a start with another master key is refused', async (database) => {
  const world = accountWorld(database);
  await openSite(world);
  const masters = [{ version: 1, key: new Secret(systemRandomBytes(32)) }] as const;

  await assert.rejects(openSite({ ...world, keys: { ...world.keys, masters } }), { code: 'site.other-keys' });
});

test('of five processes that open an empty PostgreSQL at once, one opens it and the others start again', {
  skip: missingProgram('postgresql'),
}, async (t) => {
  const place = await createTestDatabase(await testPostgresUrl());
  const databases = await Promise.all(
    [1, 2, 3, 4, 5].map(() => openPostgres(place.url, { onIdleError: () => undefined, isDurabilityOptional: true })),
  );
  t.after(async () => {
    for (const database of databases) await database.close();
    await place.drop();
  });
  await Promise.all(databases.map((database) => migrate(database.raw, 'postgres', 0)));

  const outcomes = await Promise.allSettled(databases.map((database) => openSite(newcomer(accountWorld(database)))));

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code);
  assert.deepEqual(
    refused,
    Array.from({ length: 4 }, () => 'site.opened-meanwhile'),
  );
});

onBothDatabases('D3: a pin that the host changed between two starts is an event', async (database) => {
  const closed = accountWorld(database, { registration: 'closed' });
  const open = accountWorld(database, { registration: 'open' });
  await noteHostSettings(closed);

  const changed = await noteHostSettings(open);
  const unchanged = await noteHostSettings(open);

  const [entry] = (await readEntries(open, { limit: 1 })).entries;
  assert.deepEqual([changed, unchanged], [1, 0]);
  assert.equal(entry?.kind, 'site.host-setting-changed');
  assert.deepEqual(entry?.details, { setting: 'pinned.registration', before: 'closed', after: 'open' });
});

onBothDatabases('D3: so is another server for mails, without its password', async (database) => {
  const world = accountWorld(database);
  const withMail = (url: string): TestWorld => ({ ...world, settings: { ...world.settings, smtpUrl: new Secret(url) } });
  await noteHostSettings(withMail('smtps://keyhouse:hunter2@mail.example.org'));

  await noteHostSettings(withMail('smtps://keyhouse:hunter3@mail.attacker.example:2525'));

  const [entry] = (await readEntries(world, { limit: 1 })).entries;
  assert.deepEqual(entry?.details, { setting: 'mailServer', before: 'mail.example.org', after: 'mail.attacker.example:2525' });
});
