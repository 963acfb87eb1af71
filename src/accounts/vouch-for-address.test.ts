import assert from 'node:assert/strict';
import { accountWorld } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { addAddress, changePrimary } from './change-addresses.ts';
import { type AccountAddress, findAddresses } from './find-addresses.ts';
import { vouchForAddress } from './vouch-for-address.ts';

async function added(world: TestWorld, { accountId }: Resident, text: string): Promise<AccountAddress> {
  const found = (await findAddresses(world, world.read, accountId)).find(({ address }) => address === text);
  if (found === undefined) throw new Error(`no ${text}`);
  return found;
}

onBothDatabases('without mail an operator vouches for an address, and it can become the primary one', async (database) => {
  const world = accountWorld(database, { mailMode: 'off' });
  const opal = await addResident(world, 'opal');
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  const { id } = await added(world, ines, 'ines@work.example');

  await vouchForAddress(world, VISIT, opal.caller, { accountId: ines.accountId, emailId: id, reason: 'showed her badge' });
  await changePrimary(world, VISIT, ines.caller, id);

  const work = await added(world, ines, 'ines@work.example');
  assert.equal(work.isVouchedFor, true);
  assert.equal(work.isPrimary, true);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('where mail goes out nobody vouches: the mailbox proves the address', async (database) => {
  const world = accountWorld(database);
  const opal = await addResident(world, 'opal');
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  const { id } = await added(world, ines, 'ines@work.example');

  const vouching = vouchForAddress(world, VISIT, opal.caller, { accountId: ines.accountId, emailId: id, reason: 'a favour' });

  await assert.rejects(vouching, { code: 'account.mail-works' });
  assert.equal((await added(world, ines, 'ines@work.example')).verifiedAt, null);
});

onBothDatabases('nobody is vouched for at an address that another account has', async (database) => {
  const world = accountWorld(database, { mailMode: 'off' });
  const opal = await addResident(world, 'opal');
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'opal@example.org');
  const { id } = await added(world, ines, 'opal@example.org');

  const vouching = vouchForAddress(world, VISIT, opal.caller, { accountId: ines.accountId, emailId: id, reason: 'by mistake' });

  await assert.rejects(vouching, { code: 'account.address-taken' });
});

onBothDatabases('an address is vouched for only on the account that has it', async (database) => {
  const world = accountWorld(database, { mailMode: 'off' });
  const opal = await addResident(world, 'opal');
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  const { id } = await added(world, ines, 'ines@work.example');

  const vouching = vouchForAddress(world, VISIT, opal.caller, { accountId: opal.accountId, emailId: id, reason: 'a wrong page' });

  await assert.rejects(vouching, { code: 'account.no-such-address' });
});
