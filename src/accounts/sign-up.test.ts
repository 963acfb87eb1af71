import assert from 'node:assert/strict';
import { accountWorld, emptyOutbox, hasLink, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, VISIT } from '../../tests/support/residents.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import type { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import type { World } from '../world.ts';
import { insertLink } from './links.ts';
import { type SignUpForm, signUp } from './sign-up.ts';

const PASSWORD = 'lantern oboe gravel tuesday';

function formOf(username: string, email: string = `${username}@example.org`): SignUpForm {
  return { username, name: '', email, password: PASSWORD, passwordConfirm: PASSWORD };
}

function invitation(world: World): Promise<Secret> {
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'invitation', address: 'maya@example.org' });
    const event = { kind: 'site.invitation-made', subjects: [OF_SITE], details: { invitation: 'link' } } as const;
    return { result: link, events: [{ ...event, personal: { address: 'maya@example.org' }, about: 'stranger' }] };
  });
}

async function countRows(world: World): Promise<{ registrations: number; accounts: number }> {
  const registrations = await world.read.selectFrom('registrations').select('id').execute();
  const accounts = await world.read.selectFrom('accounts').select('id').execute();
  return { registrations: registrations.length, accounts: accounts.length };
}

onBothDatabases('A1: registering makes a pending row, no account, and mails a link', async (database) => {
  const world = accountWorld(database);

  const { cookies } = await signUp(world, VISIT, formOf('maya'));

  const [mail, ...others] = await readOutbox(world);
  assert.deepEqual(await countRows(world), { registrations: 1, accounts: 0 });
  assert.equal(cookies[0]?.name, 'half');
  assert.equal(mail?.to, 'maya@example.org');
  assert.match(mail?.subject ?? '', /Confirm your mail address/);
  assert.deepEqual(others, []);
});

onBothDatabases('all fields at fault are told at once, each with what to do', async (database) => {
  const world = accountWorld(database);
  const form = { username: '-', name: 'https://x', email: 'nowhere', password: 'short', passwordConfirm: 'short' };

  await assert.rejects(signUp(world, VISIT, form), (refusal: Refusal) => {
    const fields = [refusal, ...refusal.also].map(({ field }) => field);
    assert.deepEqual(fields, ['username', 'name', 'email', 'password']);
    return true;
  });

  assert.deepEqual(await countRows(world), { registrations: 0, accounts: 0 });
});

onBothDatabases('A1: a taken address is answered alike; its owner gets a mail without a link', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');

  const free = await signUp(world, VISIT, formOf('maya'));
  await emptyOutbox(world);
  const taken = await signUp(world, VISIT, formOf('mallory', 'INES@example.org'));

  const [mail] = await readOutbox(world);
  assert.deepEqual(
    taken.cookies.map((cookie) => cookie.name),
    free.cookies.map((cookie) => cookie.name),
  );
  assert.match(mail?.subject ?? '', /tried to use your address/);
  assert.equal(mail && hasLink(mail), false);
});

onBothDatabases('A6: strangers cause at most five mails a day at one owner, and a digest, and see no difference', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');

  for (let i = 0; i < 16; i += 1) await signUp(world, VISIT, formOf(`mallory${i}`, i % 2 === 0 ? 'ines@example.org' : 'free@example.org'));

  const kindsTo = async (address: string) => (await readOutbox(world)).filter(({ to }) => to === address).map(({ kind }) => kind);
  assert.deepEqual((await kindsTo('ines@example.org')).toSorted(), [...Array(5).fill('address-taken'), 'mails-held']);
  assert.deepEqual((await kindsTo('free@example.org')).toSorted(), ['mails-held', ...Array(5).fill('registration')]);
  assert.equal((await countRows(world)).registrations, 16);
});

onBothDatabases('a name is taken by an account or a registration, in any spelling', async (database) => {
  const world = accountWorld(database);
  await addResident(world, 'ines');
  await signUp(world, VISIT, formOf('maya.sol'));

  await assert.rejects(signUp(world, VISIT, formOf('I-nes')), { code: 'account.name-taken', field: 'username' });
  await assert.rejects(signUp(world, VISIT, formOf('MAYA_SOL', 'other@example.org')), { code: 'account.name-taken' });
});

onBothDatabases('a name that was not confirmed in a day is free again, and who it was is forgotten', async (database) => {
  const world = accountWorld(database);
  await signUp(world, VISIT, formOf('maya'));
  world.clock.advance({ hours: 24 });

  await signUp(world, VISIT, formOf('maya', 'another@example.org'));

  const keys = await database.read.selectFrom('persons').select('wrapped_key').execute();
  assert.equal((await countRows(world)).registrations, 1);
  assert.equal(keys.filter((row) => row.wrapped_key === null).length, 1);
});

onBothDatabases('of two people who register one name at once, one gets it', async (database) => {
  const world = accountWorld(database);

  const outcomes = await Promise.allSettled([
    signUp(world, VISIT, formOf('maya', 'one@example.org')),
    signUp(world, VISIT, formOf('maya', 'two@example.org')),
  ]);

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.deepEqual(
    refused.map((outcome) => outcome.reason.code),
    ['account.name-taken'],
  );
  assert.equal((await readOutbox(world)).length, 1);
});

onBothDatabases('by invitation only: strangers are told to ask for one', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });

  await assert.rejects(signUp(world, VISIT, formOf('maya')), { code: 'account.registration-closed' });
  assert.deepEqual(await countRows(world), { registrations: 0, accounts: 0 });
});

onBothDatabases('of two people with one invitation at once, one gets in', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });
  const link = await invitation(world);

  const outcomes = await Promise.allSettled([signUp(world, VISIT, formOf('maya'), link), signUp(world, VISIT, formOf('tomasz'), link)]);

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.deepEqual(
    refused.map((outcome) => outcome.reason.code),
    ['account.invitation-over'],
  );
  assert.equal((await countRows(world)).registrations, 1);
});

onBothDatabases('an invitation stays unused when its form was refused', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });
  await addResident(world, 'ines');
  const link = await invitation(world);

  await assert.rejects(signUp(world, VISIT, formOf('ines', 'maya@example.org'), link), { code: 'account.name-taken' });
  await signUp(world, VISIT, formOf('maya'), link);

  assert.equal((await countRows(world)).registrations, 1);
});

onBothDatabases('a secret that is no invitation lets nobody in', async (database) => {
  const world = accountWorld(database, { registration: 'invite' });

  const signingUp = signUp(world, VISIT, formOf('maya'), new Secret('x'.repeat(43)));

  await assert.rejects(signingUp, { code: 'account.invitation-over' });
});

onBothDatabases('where no mail goes out nobody can register without an operator', async (database) => {
  const world = accountWorld(database, { mailMode: 'off' });

  await assert.rejects(signUp(world, VISIT, formOf('maya')), { code: 'account.no-mail' });
});
