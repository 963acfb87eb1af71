import assert from 'node:assert/strict';
import { accountWorld, hasLink, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, freeze, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { addAddress } from '../accounts/change-addresses.ts';
import { requestLink, sendResetLinks } from './request-reset.ts';
import { findReset } from './reset-password.ts';

async function ask(world: TestWorld, typed: string): Promise<void> {
  await requestLink(world, VISIT, typed);
  await sendResetLinks(world, 'a process');
}

async function receivers(world: TestWorld): Promise<readonly string[]> {
  return (await readOutbox(world)).filter((mail) => mail.kind === 'reset').map((mail) => mail.to);
}

onBothDatabases('a user name in any spelling, or a confirmed address, gets a link to the confirmed address', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');

  await ask(world, ' I-nes ');
  await ask(world, 'INES@example.org');

  const [mail] = await readOutbox(world);
  assert.deepEqual(await receivers(world), ['ines@example.org', 'ines@example.org']);
  assert.match(mail?.text ?? '', /203\.0\.113\.40/);
});

onBothDatabases('the newest link alone opens the page, for an hour', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');
  await ask(world, 'ines');
  const older = linkIn((await readOutbox(world))[0]);
  world.clock.advance({ minutes: 1 });
  await ask(world, 'ines');
  const newer = linkIn((await readOutbox(world))[1]);

  const found = [await findReset(world, older), await findReset(world, newer)];
  world.clock.advance({ hours: 1 });

  assert.deepEqual(found, [undefined, { username: 'ines', needsFactor: true, hasKeys: false, hasApps: true, isPasskeysOnly: false }]);
  assert.equal(await findReset(world, newer), undefined);
});

onBothDatabases('law 8: asking writes the same for every name, state and address, and nothing else', async (database) => {
  const world = accountWorld(database);
  const frozen = await addResident(world, 'tomasz');
  await addResident(world, 'ines');
  await freeze(world, frozen);
  const before = await database.read.selectFrom('entries').select('id').execute();
  const mailsBefore = (await readOutbox(world)).length;

  for (const typed of ['ines', 'tomasz', 'nobody', 'ines@example.org', 'nobody@example.org', 'not an address @'])
    await requestLink(world, VISIT, typed);

  const rows = await database.read.selectFrom('outbox').selectAll().where('kind', '=', 'job:reset-asked').execute();
  const entries = await database.read.selectFrom('entries').select('id').execute();
  assert.equal(rows.length, 6);
  assert.ok(rows.every((row) => row.account_id === null && !row.sealed.includes('ines')));
  assert.equal(entries.length, before.length);
  assert.equal((await readOutbox(world)).length, mailsBefore);
});

onBothDatabases('66, 8.3.3: unknown names, frozen accounts and unconfirmed addresses get no mail', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const tomasz = await addResident(world, 'tomasz');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  await freeze(world, tomasz);

  for (const typed of ['nobody', 'nobody@example.org', 'ines@work.example', 'tomasz', 'tomasz@example.org', '@', 'x'.repeat(254)])
    await ask(world, typed);

  assert.deepEqual(await receivers(world), []);
});

onBothDatabases('nothing typed and too much typed are refused before anything is noted', async (database) => {
  const world = accountWorld(database);

  await assert.rejects(ask(world, ' '), { code: 'recovery.nothing-typed', field: 'username_or_email' });
  await assert.rejects(ask(world, 'x'.repeat(255)), { code: 'recovery.too-long', field: 'username_or_email' });

  assert.equal(await world.read.selectFrom('outbox').selectAll().executeTakeFirst(), undefined);
});

onBothDatabases('A6: an account gets at most five such mails a day, and one that says so', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');

  for (let i = 0; i < 8; i += 1) await ask(world, 'ines');
  const today = (await receivers(world)).length;
  world.clock.advance({ hours: 24 });
  await ask(world, 'ines');

  assert.equal(today, 5);
  assert.equal((await receivers(world)).length, 6);
  const held = (await readOutbox(world)).filter(({ kind }) => kind === 'mails-held');
  assert.deepEqual([held.length, held.some(hasLink)], [1, false]);
});
