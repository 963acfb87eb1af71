import assert from 'node:assert/strict';
import { accountWorld, emptyOutbox, hasLink, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, freeze, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import type { EmailId } from '../base/brands.ts';
import { addAddress, changePrimary, confirmAddress, removeAddress, resendAddressLink } from './change-addresses.ts';
import { findAddresses } from './find-addresses.ts';

async function addressesOf(world: TestWorld, { accountId }: Resident): Promise<readonly string[]> {
  const found = await findAddresses(world, world.read, accountId);
  return found.map(
    ({ address, isPrimary, verifiedAt }) => `${address}${isPrimary ? ' primary' : ''}${verifiedAt === null ? ' unverified' : ''}`,
  );
}

async function idOf(world: TestWorld, { accountId }: Resident, address: string): Promise<EmailId> {
  const found = (await findAddresses(world, world.read, accountId)).find((candidate) => candidate.address === address);
  if (found === undefined) throw new Error(`no ${address}`);
  return found.id;
}

/** Adds and confirms an address; the outbox is empty afterwards. */
async function confirmedAddress(world: TestWorld, who: Resident, address: string): Promise<EmailId> {
  await addAddress(world, VISIT, who.caller, address);
  const mail = (await readOutbox(world)).find((queued) => queued.kind === 'verify-email');
  await confirmAddress(world, VISIT, who.caller, linkIn(mail));
  await emptyOutbox(world);
  return idOf(world, who, address);
}

onBothDatabases('6.3.7: a new address is unverified, gets a link, and the others are told', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');

  await addAddress(world, VISIT, ines.caller, 'ines@work.example');

  const mails = await readOutbox(world);
  assert.deepEqual(await addressesOf(world, ines), ['ines@example.org primary', 'ines@work.example unverified']);
  assert.deepEqual(mails.map(({ kind, to }) => `${kind} ${to}`).toSorted(), [
    'address-added ines@example.org',
    'verify-email ines@work.example',
  ]);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('A2: a taken address is answered alike, and its owner is told without a link', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');
  const mallory = await addResident(world, 'mallory');

  await addAddress(world, VISIT, mallory.caller, 'Ines@Example.org');
  await resendAddressLink(world, VISIT, mallory.caller, await idOf(world, mallory, 'Ines@example.org'));

  const told = (await readOutbox(world)).filter((mail) => mail.to === 'Ines@example.org');
  assert.deepEqual(await addressesOf(world, mallory), ['mallory@example.org primary', 'Ines@example.org unverified']);
  assert.deepEqual(
    told.map((mail) => hasLink(mail)),
    [false, false],
  );
});

onBothDatabases('A2: an address that somebody parked unverified stays free for its owner', async (database) => {
  const world = accountWorld(database);
  const mallory = await addResident(world, 'mallory');
  await addAddress(world, VISIT, mallory.caller, 'ines@work.example');
  await emptyOutbox(world);
  const ines = await addResident(world, 'ines');

  await confirmedAddress(world, ines, 'ines@work.example');

  assert.deepEqual(await addressesOf(world, ines), ['ines@example.org primary', 'ines@work.example']);
});

onBothDatabases('A5, 65: the link confirms only in a session of its own account, once, within a day', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const mallory = await addResident(world, 'mallory');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'verify-email'));

  await assert.rejects(confirmAddress(world, VISIT, mallory.caller, link), { code: 'account.link-over' });
  await confirmAddress(world, VISIT, ines.caller, link);
  await assert.rejects(confirmAddress(world, VISIT, ines.caller, link), { code: 'account.link-over' });

  assert.deepEqual(await addressesOf(world, ines), ['ines@example.org primary', 'ines@work.example']);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('65: of two accounts that confirm one address, the first has it', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const tomasz = await addResident(world, 'tomasz');
  await addAddress(world, VISIT, ines.caller, 'shared@example.org');
  const first = linkIn((await readOutbox(world)).find((mail) => mail.to === 'shared@example.org'));
  await emptyOutbox(world);
  await addAddress(world, VISIT, tomasz.caller, 'shared@example.org');
  const second = linkIn((await readOutbox(world)).find((mail) => mail.to === 'shared@example.org'));

  const outcomes = await Promise.allSettled([
    confirmAddress(world, VISIT, ines.caller, first),
    confirmAddress(world, VISIT, tomasz.caller, second),
  ]);

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.deepEqual(
    refused.map(({ reason }) => reason.code),
    ['account.link-over'],
  );
});

onBothDatabases('a confirmed address becomes the primary one; the old one is told and can go then', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const work = await confirmedAddress(world, ines, 'ines@work.example');
  const home = await idOf(world, ines, 'ines@example.org');

  await assert.rejects(removeAddress(world, VISIT, ines.caller, home), { code: 'account.primary-address' });
  await changePrimary(world, VISIT, ines.caller, work);
  await removeAddress(world, VISIT, ines.caller, home);

  const told = (await readOutbox(world)).filter((mail) => mail.to === 'ines@example.org').map((mail) => mail.kind);
  assert.deepEqual(await addressesOf(world, ines), ['ines@work.example primary']);
  assert.deepEqual(told.toSorted(), ['address-removed', 'primary-changed']);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('an unconfirmed address never becomes the primary one', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'ines@work.example');
  const id = await idOf(world, ines, 'ines@work.example');

  await assert.rejects(changePrimary(world, VISIT, ines.caller, id), { code: 'account.unverified-address' });
});

onBothDatabases("another account's addresses are not there", async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const mallory = await addResident(world, 'mallory');
  const id = await idOf(world, ines, 'ines@example.org');

  for (const deed of [changePrimary, removeAddress, resendAddressLink]) {
    await assert.rejects(deed(world, VISIT, mallory.caller, id), { code: 'account.no-such-address' });
  }
});

onBothDatabases('an account has at most ten addresses, also when many are added at once', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  for (let day = 0; day < 2; day += 1) {
    for (let i = 0; i < 4; i += 1) await addAddress(world, VISIT, ines.caller, `ines${day}${i}@example.org`);
    world.clock.advance({ hours: 24 });
    await emptyOutbox(world);
  }

  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => addAddress(world, VISIT, ines.caller, `${name}@example.org`)));

  assert.deepEqual(
    outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason.code),
    ['account.too-many-addresses', 'account.too-many-addresses'],
  );
});

onBothDatabases('a frozen account changes nothing, whatever was on its way', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await freeze(world, ines);

  await assert.rejects(addAddress(world, VISIT, ines.caller, 'ines@work.example'), { code: 'session.ended' });
});
