import assert from 'node:assert/strict';
import { accountWorld, emptyOutbox, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import { makeFindCaller } from '../sessions/find-caller.ts';
import { makeStartSession } from '../sessions/start-session.ts';
import type { AccountCaller } from '../web/caller.ts';
import { addAddress, changePrimary, confirmAddress, resendAddressLink } from './change-addresses.ts';
import { confirmRegistration } from './confirm-registration.ts';
import { findAddresses } from './find-addresses.ts';
import { signUp } from './sign-up.ts';
import { sweepAccounts } from './sweep-accounts.ts';

const PASSWORD = 'lantern oboe gravel tuesday';

/** Maya registered with an address that somebody else confirmed before she pressed the button. */
async function mayaWithoutAddress(world: TestWorld): Promise<AccountCaller> {
  const form = { username: 'maya', name: '', email: 'shared@example.org', password: PASSWORD, passwordConfirm: PASSWORD };
  await signUp(world, VISIT, form);
  const link = linkIn((await readOutbox(world)).at(-1));
  const ines = await addResident(world, 'ines');
  await addAddress(world, VISIT, ines.caller, 'shared@example.org');
  await confirmAddress(world, VISIT, ines.caller, linkIn((await readOutbox(world)).find((mail) => mail.text.includes('ines wants'))));
  const proof = { link, pendingId: undefined, password: new Secret(PASSWORD) };
  const { cookies } = await confirmRegistration(world, makeStartSession(world), VISIT, proof);
  await emptyOutbox(world);
  return callerOf(world, cookies.find(({ name }) => name === 'session')?.value);
}

async function callerOf(world: TestWorld, session: Secret | undefined): Promise<AccountCaller> {
  const caller = await makeFindCaller(world)({ ...(session && { session }) }, VISIT);
  if (caller.kind !== 'account') throw new Error('not signed in');
  return caller;
}

async function addressesOf(world: TestWorld, { accountId }: AccountCaller): Promise<readonly string[]> {
  const found = await findAddresses(world, world.read, accountId);
  return found.map(
    ({ address, isPrimary, verifiedAt }) =>
      `${address} ${isPrimary ? 'primary' : 'other'} ${verifiedAt === null ? 'unverified' : 'verified'}`,
  );
}

onBothDatabases('an account whose address somebody else confirmed first goes on with another address', async (database) => {
  const world = accountWorld(database);
  const maya = await mayaWithoutAddress(world);
  assert.equal(maya.hasVerifiedAddress, false);

  await addAddress(world, VISIT, maya, 'maya@work.example');
  await confirmAddress(world, VISIT, maya, linkIn((await readOutbox(world)).find((mail) => mail.to === 'maya@work.example')));
  const work = (await findAddresses(world, world.read, maya.accountId)).find(({ address }) => address === 'maya@work.example');
  await changePrimary(world, VISIT, maya, work?.id as never);

  assert.deepEqual(await addressesOf(world, maya), ['maya@work.example primary verified', 'shared@example.org other unverified']);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('A2: an unverified address that is no longer the primary one dies within a day', async (database) => {
  const world = accountWorld(database);
  const maya = await mayaWithoutAddress(world);
  await addAddress(world, VISIT, maya, 'maya@work.example');
  await confirmAddress(world, VISIT, maya, linkIn((await readOutbox(world)).find((mail) => mail.to === 'maya@work.example')));
  const work = (await findAddresses(world, world.read, maya.accountId)).find(({ address }) => address === 'maya@work.example');
  await changePrimary(world, VISIT, maya, work?.id as never);

  world.clock.advance({ hours: 25 });
  await sweepAccounts(world);

  assert.deepEqual(await addressesOf(world, maya), ['maya@work.example primary verified']);
});

onBothDatabases('its first address can still be confirmed once its other owner has let it go', async (database) => {
  const world = accountWorld(database);
  const maya = await mayaWithoutAddress(world);
  const [first] = await findAddresses(world, world.read, maya.accountId);
  await database.transaction((tx) =>
    tx.deleteFrom('emails').where('account_id', '!=', maya.accountId).where('primary_at', 'is', null).execute(),
  );

  await resendAddressLink(world, VISIT, maya, first?.id as never);
  await confirmAddress(world, VISIT, maya, linkIn((await readOutbox(world)).at(-1)));

  assert.deepEqual(await addressesOf(world, maya), ['shared@example.org primary verified']);
});
