import assert from 'node:assert/strict';
import { accountWorld, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { addAddress, confirmAddress } from './change-addresses.ts';
import { findAddresses } from './find-addresses.ts';
import { signUp } from './sign-up.ts';
import { sweepAccounts } from './sweep-accounts.ts';

const PASSWORD = 'lantern oboe gravel tuesday';

onBothDatabases('what nobody confirmed in a day goes: registration, address, and a day later the links', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  await signUp(world, VISIT, { username: 'maya', name: '', email: 'maya@example.org', password: PASSWORD, passwordConfirm: PASSWORD });

  world.clock.advance({ hours: 23 });
  const early = await sweepAccounts(world);
  world.clock.advance({ hours: 1 });
  const due = await sweepAccounts(world);
  world.clock.advance({ hours: 96 });
  const late = await sweepAccounts(world);

  assert.deepEqual(early, { registrations: 0, addresses: 0, links: 0 });
  assert.deepEqual(due, { registrations: 1, addresses: 1, links: 0 });
  // The link of the notice about the address lives three days.
  assert.deepEqual(late, { registrations: 0, addresses: 0, links: 1 });
  assert.deepEqual(await database.read.selectFrom('half_sessions').selectAll().execute(), []);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a confirmed address and an unconfirmed primary one stay', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  await confirmAddress(world, VISIT, ines.caller, linkIn((await readOutbox(world)).find((mail) => mail.kind === 'verify-email')));
  world.clock.advance({ hours: 240 });

  await sweepAccounts(world);

  assert.equal((await findAddresses(world, world.read, ines.accountId)).length, 2);
});
