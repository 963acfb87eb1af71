import assert from 'node:assert/strict';
import { accountWorld, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findAddresses } from '../accounts/find-addresses.ts';
import type { SignUpForm } from '../accounts/sign-up.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { readEntries } from '../audit/read-entries.ts';
import type { Secret } from '../base/secret.ts';
import { freezeAccount } from '../recovery/freeze-account.ts';
import { makeStartSession } from '../sessions/start-session.ts';
import { byCaller } from '../web/by-caller.ts';
import { acceptInvitation, findInvitation, invite } from './invite.ts';

const PASSWORD = 'lantern oboe gravel tuesday';

function formOf(username: string, email: string = `${username}@example.org`): SignUpForm {
  return { username, name: '', email, password: PASSWORD, passwordConfirm: PASSWORD };
}

function accept(world: TestWorld, link: Secret, form: SignUpForm): ReturnType<typeof acceptInvitation> {
  return acceptInvitation({ world, startSession: makeStartSession(world) }, VISIT, link, form);
}

async function accountNames(world: TestWorld): Promise<readonly string[]> {
  return (await world.read.selectFrom('accounts').select('username').orderBy('username').execute()).map((row) => row.username);
}

onBothDatabases('an invitation is mailed, and lets one register although strangers may not', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });
  const operator = await addResident(world, 'opal');

  await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org');
  const link = linkIn((await readOutbox(world)).find((mail) => mail.to === 'maya@example.org'));
  const accepted = await accept(world, link, formOf('maya', 'maya@elsewhere.example'));

  assert.equal(accepted.isBorn, false);
  assert.equal(await findInvitation(world, link), undefined);
  assert.deepEqual(await accountNames(world), ['opal']);
});

onBothDatabases('without mail the account is born at once, its address vouched for by the operator who typed it', async (database) => {
  const world = accountWorld(database, { registration: 'invite', mailMode: 'off' });
  const operator = await addResident(world, 'opal');
  const link = await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org');

  const accepted = await accept(world, link, formOf('maya', 'Maya@Example.org'));

  const maya = await world.read.selectFrom('accounts').select('id').where('username', '=', 'maya').executeTakeFirstOrThrow();
  const [address] = await findAddresses(world, world.read, maya.id);
  assert.equal(accepted.isBorn, true);
  assert.equal(address?.isVouchedFor, true);
  assert.notEqual(address?.verifiedAt, null);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('without mail nobody is vouched for at an address that the operator did not type', async (database) => {
  const world = accountWorld(database, { registration: 'invite', mailMode: 'off' });
  const operator = await addResident(world, 'opal');
  const link = await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org');

  const accepting = accept(world, link, formOf('maya', 'victim@example.org'));

  await assert.rejects(accepting, { code: 'invitation.other-address', field: 'email' });
  assert.deepEqual(await findInvitation(world, link), { address: 'maya@example.org' });
});

onBothDatabases('70: of three people with one invitation at once, one gets in', async (database) => {
  const world = accountWorld(database, { registration: 'invite', mailMode: 'off' });
  const operator = await addResident(world, 'opal');
  const link = await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org');
  const acceptAs = (name: string): Promise<unknown> => accept(world, link, formOf(name, 'maya@example.org'));

  const outcomes = await Promise.allSettled(['maya', 'mallory', 'mateo'].map(acceptAs));

  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  assert.equal((await accountNames(world)).length, 2);
});

onBothDatabases('70, 6.4.1: an invitation lives seven days, and none works while registration is closed', async (database) => {
  const world = accountWorld(database, { registration: 'closed' });
  const operator = await addResident(world, 'opal');
  const link = await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org');

  await assert.rejects(accept(world, link, formOf('maya')), { code: 'invitation.over' });
  world.clock.advance({ hours: 7 * 24 });

  assert.equal(await findInvitation(world, link), undefined);
});

onBothDatabases('a new invitation says whom it is for, and why it was made stands in the trail', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });
  const operator = await addResident(world, 'opal');

  const link = await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org', 'joins the build team');

  const { entries } = await readEntries(world, { limit: 1 });
  assert.deepEqual(await findInvitation(world, link), { address: 'maya@example.org' });
  assert.deepEqual(entries[0]?.details, { invitation: 'link', reason: 'joins the build team' });
  assert.deepEqual(entries[0]?.personal, { address: 'maya@example.org' });
});

onBothDatabases('without mail nobody is called vouched for at an address that another account has', async (database) => {
  const world = accountWorld(database, { registration: 'invite', mailMode: 'off' });
  const operator = await addResident(world, 'opal');
  await addResident(world, 'maya');
  const link = await invite(world, byCaller(operator.caller, VISIT, 'operator'), 'maya@example.org');

  const accepted = await accept(world, link, formOf('maya2', 'maya@example.org'));

  const { entries } = await readEntries(world, { limit: 10, kinds: ['account.email-verified'] });
  assert.equal(accepted.isBorn, true);
  assert.deepEqual(entries, []);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B12, 70: what an operator invited dies when her account is frozen', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });
  const operator = await addResident(world, 'opal');
  const by = byCaller(operator.caller, VISIT, 'operator');
  const link = await invite(world, by, 'mallory@example.org');

  await freezeAccount(world, by, operator.accountId, { by: 'owner', reason: 'somebody was in' });

  assert.equal(await findInvitation(world, link), undefined);
});
