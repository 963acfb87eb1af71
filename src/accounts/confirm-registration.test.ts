import assert from 'node:assert/strict';
import { accountWorld, emptyOutbox, hasLink, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import { makeFindCaller } from '../sessions/find-caller.ts';
import { makeStartSession } from '../sessions/start-session.ts';
import type { AccountCaller, PendingCaller } from '../web/caller.ts';
import { confirmRegistration, dropRegistration, findRegistrationOfLink, resendConfirmation } from './confirm-registration.ts';
import { findAddresses } from './find-addresses.ts';
import { signUp } from './sign-up.ts';

const PASSWORD = 'lantern oboe gravel tuesday';
const NOTHING = new Secret('');

interface Registered {
  readonly pending: PendingCaller;
  readonly link: Secret;
}

async function register(world: TestWorld, username: string, email: string = `${username}@example.org`): Promise<Registered> {
  const form = { username, name: 'Maya Sol', email, password: PASSWORD, passwordConfirm: PASSWORD };
  const { cookies } = await signUp(world, VISIT, form);
  const pending = await makeFindCaller(world)({ ...(cookies[0]?.value && { half: cookies[0].value }) }, VISIT);
  const mails = await readOutbox(world);
  await emptyOutbox(world);
  if (pending.kind !== 'pending') throw new Error('no pending session');
  return { pending, link: mails[0] && hasLink(mails[0]) ? linkIn(mails[0]) : NOTHING };
}

async function signedIn(world: TestWorld, cookies: readonly { name: string; value: Secret | undefined }[]): Promise<AccountCaller> {
  const session = cookies.find((cookie) => cookie.name === 'session')?.value;
  const caller = await makeFindCaller(world)({ ...(session && { session }) }, VISIT);
  if (caller.kind !== 'account') throw new Error('not signed in');
  return caller;
}

onBothDatabases('the browser that registered confirms with the link alone and is signed in', async (database) => {
  const world = accountWorld(database);
  const { pending, link } = await register(world, 'maya');

  const { cookies } = await confirmRegistration(world, makeStartSession(world), VISIT, {
    ...{ link, pendingId: pending.registrationId, password: NOTHING },
  });

  const caller = await signedIn(world, cookies);
  const [address] = await findAddresses(world, world.read, caller.accountId);
  assert.equal(caller.username, 'maya');
  assert.equal(caller.hasVerifiedAddress, true);
  assert.equal(caller.session.mailboxAt, world.clock.now());
  assert.equal(address?.address, 'maya@example.org');
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('A3: in another browser the link opens nothing without the password of the registration', async (database) => {
  const world = accountWorld(database);
  const { link } = await register(world, 'maya');
  const startSession = makeStartSession(world);
  const elsewhere = { link, pendingId: undefined };

  const without = confirmRegistration(world, startSession, VISIT, { ...elsewhere, password: new Secret('some other long password') });
  await assert.rejects(without, { code: 'account.wrong-password', field: 'password' });
  const { cookies } = await confirmRegistration(world, startSession, VISIT, { ...elsewhere, password: new Secret(PASSWORD) });

  assert.equal((await signedIn(world, cookies)).username, 'maya');
});

onBothDatabases("A3: another registration's browser counts as another browser", async (database) => {
  const world = accountWorld(database);
  const { link } = await register(world, 'maya');
  const { pending } = await register(world, 'mallory');

  const confirming = confirmRegistration(world, makeStartSession(world), VISIT, {
    ...{ link, pendingId: pending.registrationId, password: NOTHING },
  });

  await assert.rejects(confirming, { code: 'account.wrong-password' });
});

onBothDatabases('after five wrong passwords the next one waits, also the right one', async (database) => {
  const world = accountWorld(database);
  const { link } = await register(world, 'maya');
  const confirm = (password: string): Promise<unknown> =>
    confirmRegistration(world, makeStartSession(world), VISIT, { link, pendingId: undefined, password: new Secret(password) });
  for (let i = 0; i < 5; i += 1) await assert.rejects(confirm('some other long password'), { code: 'account.wrong-password' });

  await assert.rejects(confirm(PASSWORD), { code: 'account.wait', message: /wait until 12:01 UTC \(30 seconds\)/ });
  world.clock.advance({ seconds: 30 });

  await confirm(PASSWORD);
});

onBothDatabases('of two confirmations at once one makes the account', async (database) => {
  const world = accountWorld(database);
  const { pending, link } = await register(world, 'maya');
  const proof = { link, pendingId: pending.registrationId, password: NOTHING };
  const startSession = makeStartSession(world);

  const outcomes = await Promise.allSettled([1, 2, 3].map(() => confirmRegistration(world, startSession, VISIT, proof)));

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.deepEqual(
    refused.map((outcome) => outcome.reason.code),
    ['account.link-over', 'account.link-over'],
  );
  assert.equal((await database.read.selectFrom('sessions').select('handle').execute()).length, 1);
});

onBothDatabases('a link dies after a day, and a newer one kills it', async (database) => {
  const world = accountWorld(database);
  const { pending, link } = await register(world, 'maya');
  await resendConfirmation(world, VISIT, pending);
  const newer = linkIn((await readOutbox(world))[0]);

  const older = await findRegistrationOfLink(world, link);
  const live = await findRegistrationOfLink(world, newer);
  world.clock.advance({ hours: 24 });

  assert.equal(older, undefined);
  assert.equal(live?.username, 'maya');
  assert.equal(await findRegistrationOfLink(world, newer), undefined);
});

onBothDatabases('A1: sending again to a taken address tells its owner once more, and holds no link', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');
  const { pending } = await register(world, 'mallory', 'ines@example.org');

  await resendConfirmation(world, VISIT, pending);

  const [mail] = await readOutbox(world);
  assert.match(mail?.subject ?? '', /tried to use your address/);
  assert.equal(mail && hasLink(mail), false);
});

onBothDatabases('the mail is sent again three times in six hours', async (database) => {
  const world = accountWorld(database);
  const { pending } = await register(world, 'maya');
  for (let i = 0; i < 3; i += 1) await resendConfirmation(world, VISIT, pending);

  await assert.rejects(resendConfirmation(world, VISIT, pending), { code: 'limit.verify-mail' });
});

onBothDatabases('"not me" deletes the registration, its links and its browser, and forgets the person', async (database) => {
  const world = accountWorld(database);
  const { link } = await register(world, 'maya');

  await dropRegistration(world, VISIT, link);

  for (const table of ['registrations', 'links', 'half_sessions'] as const) {
    assert.deepEqual(await database.read.selectFrom(table).selectAll().execute(), []);
  }
  const persons = await database.read.selectFrom('persons').select('wrapped_key').execute();
  assert.deepEqual(
    persons.map((person) => person.wrapped_key),
    [null],
  );
  await assert.rejects(dropRegistration(world, VISIT, link), { code: 'account.link-over' });
});

onBothDatabases('an address that another account confirmed meanwhile opens nothing for the later one', async (database) => {
  const world = accountWorld(database);
  const { pending, link } = await register(world, 'maya', 'shared@example.org');
  const other = await register(world, 'tomasz', 'shared@example.org');
  const startSession = makeStartSession(world);
  await confirmRegistration(world, startSession, VISIT, { link: other.link, pendingId: other.pending.registrationId, password: NOTHING });

  const { cookies } = await confirmRegistration(world, startSession, VISIT, {
    ...{ link, pendingId: pending.registrationId, password: NOTHING },
  });

  assert.equal((await signedIn(world, cookies)).hasVerifiedAddress, false);
});

onBothDatabases('of five registrations of one address confirmed at once, all are born and one has the address', async (database) => {
  const world = accountWorld(database);
  const registered: Registered[] = [];
  for (const name of ['maya', 'mateo', 'mina', 'moss', 'mel']) registered.push(await register(world, name, 'shared@example.org'));

  await Promise.all(
    registered.map(({ pending, link }) =>
      confirmRegistration(world, makeStartSession(world), VISIT, { link, pendingId: pending.registrationId, password: NOTHING }),
    ),
  );

  const emails = await world.read.selectFrom('emails').select(['verified_at', 'primary_at']).execute();
  assert.equal(emails.length, 5);
  assert.equal(emails.filter((email) => email.verified_at !== null).length, 1);
  assert.equal(emails.filter((email) => email.primary_at !== null).length, 5);
  assert.deepEqual(await findStrayRows(database.read), []);
});
