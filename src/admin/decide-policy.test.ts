import assert from 'node:assert/strict';
import { accountWorld, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addProject, addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { findPolicies } from '../accounts/find-policies.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { makeTimekeeper } from '../audit/note-time.ts';
import { readEntries } from '../audit/read-entries.ts';
import { rows } from '../audit/tables.ts';
import { HOUR } from '../base/brands.ts';
import { rowMac } from '../crypto/row-mac.ts';
import { deliverMails } from '../outbox/deliver-mails.ts';
import type { Policies } from '../settings/settings.ts';
import type { Database } from '../world.ts';
import { decidePolicy, withdrawPolicy } from './decide-policy.ts';
import { ripenPolicies } from './ripen-policies.ts';
import { insertOperator } from './store.ts';
import { tellAsked } from './tell-asked.ts';

function worldOf(database: Database, pinned: Partial<Policies> = {}): TestWorld {
  const world = accountWorld(database);
  const mailer = { mode: 'folder', send: async () => undefined } as const;
  return { ...world, mailer, settings: { ...world.settings, pinned } };
}

async function addOperator(world: TestWorld, username: string): Promise<Resident> {
  const resident = await addResident(world, username);
  const grant = { account_id: resident.accountId, granted_at: 0, granted_by: null };
  await act(world, BY_SYSTEM, [], async (tx) => {
    await insertOperator(tx, { ...grant, row_mac: rowMac(world.keys, 'operators', grant) });
    const details = { account: resident.accountId, how: 'command' } as const;
    const changed = rows('operators', [resident.accountId]);
    return { result: undefined, events: [{ kind: 'site.operator-granted', subjects: [OF_SITE], details, rows: changed }] };
  });
  return resident;
}

/** Hours go by, and the keeper of time notes each. */
async function live(world: TestWorld, hours: number): Promise<void> {
  let lived = 0;
  const note = makeTimekeeper(world, { highWater: () => world.clock.now(), lived: () => lived });
  await note();
  world.clock.advance({ hours });
  lived = hours * HOUR;
  await note();
  await ripenPolicies(world);
}

async function registrationOf(world: TestWorld): Promise<Policies['registration']> {
  return (await findPolicies(world)).registration;
}

onBothDatabases('row 40: what tightens holds at once, with its reason in the trail', async (database) => {
  const world = worldOf(database);
  const { caller } = await addOperator(world, 'opal');

  const decided = await decidePolicy(world, VISIT, caller, { name: 'registration', value: 'closed', reason: 'an attack' });

  const [entry] = (await readEntries(world, { limit: 1 })).entries;
  assert.equal(decided, 'changed');
  assert.equal(await registrationOf(world), 'closed');
  assert.deepEqual(entry?.details, { policy: 'registration', before: 'invite', after: 'closed', reason: 'an attack' });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('D3, row 41, row 44: what loosens is told to every operator and waits 72 hours', async (database) => {
  const world = worldOf(database);
  const { caller } = await addOperator(world, 'opal');
  await addOperator(world, 'otto');

  const decided = await decidePolicy(world, VISIT, caller, { name: 'registration', value: 'open', reason: 'we are public now' });
  const told = (await readOutbox(world)).map(({ kind, to }) => `${kind} ${to}`).toSorted();
  await deliverMails(world, 'a process');
  await live(world, 1);
  await live(world, 70);
  const early = await registrationOf(world);
  await live(world, 1);

  assert.equal(decided, 'waits');
  assert.deepEqual(told, ['policy-asked opal@example.org', 'policy-asked otto@example.org']);
  assert.deepEqual([early, await registrationOf(world)], ['invite', 'open']);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('D3, row 43: while the notice is not delivered nothing ripens, and then only a day later', async (database) => {
  const world = worldOf(database);
  const { caller } = await addOperator(world, 'opal');
  await decidePolicy(world, VISIT, caller, { name: 'registration', value: 'open', reason: 'we are public now' });

  await live(world, 100);
  await deliverMails(world, 'a process');
  await live(world, 1);
  await live(world, 23);
  const early = await registrationOf(world);
  await live(world, 1);

  assert.deepEqual([early, await registrationOf(world)], ['invite', 'open']);
});

onBothDatabases('row 42: each operator may withdraw what waits', async (database) => {
  const world = worldOf(database);
  const opal = await addOperator(world, 'opal');
  const otto = await addOperator(world, 'otto');
  await decidePolicy(world, VISIT, opal.caller, { name: 'registration', value: 'open', reason: 'we are public now' });

  await withdrawPolicy(world, VISIT, otto.caller, { name: 'registration', reason: 'we are not' });
  await deliverMails(world, 'a process');
  await live(world, 1);
  await live(world, 100);

  assert.equal(await registrationOf(world), 'invite');
  await assert.rejects(withdrawPolicy(world, VISIT, otto.caller, { name: 'registration', reason: 'twice' }), {
    code: 'admin.nothing-waits',
  });
});

onBothDatabases('tightening drops what waits', async (database) => {
  const world = worldOf(database);
  const { caller } = await addOperator(world, 'opal');
  await decidePolicy(world, VISIT, caller, { name: 'registration', value: 'open', reason: 'we are public now' });
  await decidePolicy(world, VISIT, caller, { name: 'registration', value: 'closed', reason: 'an attack' });

  await deliverMails(world, 'a process');
  await live(world, 1);
  await live(world, 100);

  assert.equal(await registrationOf(world), 'closed');
});

onBothDatabases('of two changes that would wait, one is asked for', async (database) => {
  const world = worldOf(database);
  const { caller } = await addOperator(world, 'opal');
  const ask = (): Promise<unknown> => decidePolicy(world, VISIT, caller, { name: 'registration', value: 'open', reason: 'now' });

  const outcomes = await Promise.allSettled([ask(), ask(), ask()]);

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code);
  assert.deepEqual(refused, ['admin.policy-waits', 'admin.policy-waits']);
});

onBothDatabases('what the host pins, what nothing enforces and what there is not cannot be chosen', async (database) => {
  const world = worldOf(database, { registration: 'closed' });
  const { caller } = await addOperator(world, 'opal');
  const choose = (name: string, value: string): Promise<unknown> => decidePolicy(world, VISIT, caller, { name, value, reason: 'why' });

  await assert.rejects(choose('registration', 'invite'), { code: 'admin.policy-pinned' });
  await assert.rejects(choose('readAccess', 'authenticated'), { code: 'admin.bad-policy' });
  await assert.rejects(choose('constructor', 'open'), { code: 'admin.no-policy' });
});

onBothDatabases(
  'D3: a longer wait holds at once, for what waits already too; a shorter one waits as long as the old one',
  async (database) => {
    const world = worldOf(database);
    const { caller } = await addOperator(world, 'opal');
    const choose = (name: string, value: string) => decidePolicy(world, VISIT, caller, { name, value, reason: 'why' });
    await choose('registration', 'open');

    assert.equal(await choose('wait', '7d'), 'changed');
    assert.equal(await choose('wait', '72h'), 'waits');
    await deliverMails(world, 'a process');
    await live(world, 1);
    await live(world, 7 * 24 - 2);
    const early = await findPolicies(world);
    await live(world, 1);
    const late = await findPolicies(world);

    assert.deepEqual([early.registration, early.wait], ['invite', '7d']);
    assert.deepEqual([late.registration, late.wait], ['open', '72h']);
  },
);

const inDays = (world: TestWorld, days: number): number => world.clock.now() + days * 24 * HOUR;

async function decide(world: TestWorld, { caller }: Resident, value: string, from?: number): Promise<string> {
  return decidePolicy(world, VISIT, caller, { name: 'twoFactor', value, from, reason: 'we were phished' });
}

onBothDatabases('D4: what is announced for a day is in force from then on, and not before', async (database) => {
  const world = worldOf(database);
  const opal = await addOperator(world, 'opal');

  const decided = await decide(world, opal, 'everyone', inDays(world, 7));
  await live(world, 7 * 24 - 1);
  const before = (await findPolicies(world)).twoFactor;
  await live(world, 1);

  assert.deepEqual([decided, before, (await findPolicies(world)).twoFactor], ['comes', 'optional', 'everyone']);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases(
  'D3: what is announced is not put off, and taking it back waits as any loosening: its day comes first',
  async (database) => {
    const world = worldOf(database);
    const opal = await addOperator(world, 'opal');
    await decide(world, opal, 'everyone', inDays(world, 1));

    await assert.rejects(decide(world, opal, 'everyone', inDays(world, 30)), { code: 'admin.policy-same' });
    assert.equal(await decide(world, opal, 'optional'), 'waits');
    await deliverMails(world, 'a process');
    await live(world, 1);
    await live(world, 24);

    assert.equal((await findPolicies(world)).twoFactor, 'everyone');
    await live(world, 72);
    assert.equal((await findPolicies(world)).twoFactor, 'optional');
  },
);

onBothDatabases('what is announced can be brought forward, and made stricter for its day or an earlier one alone', async (database) => {
  const world = worldOf(database);
  const opal = await addOperator(world, 'opal');
  await decide(world, opal, 'publishers', inDays(world, 10));

  await assert.rejects(decide(world, opal, 'everyone', inDays(world, 20)), { code: 'admin.policy-comes' });
  assert.equal(await decide(world, opal, 'everyone', inDays(world, 5)), 'comes');
  assert.equal(await decide(world, opal, 'everyone'), 'changed');
  assert.equal((await findPolicies(world)).twoFactor, 'everyone');
});

onBothDatabases('D4: nobody asks of others what she has not herself, nor what no browser could do', async (database) => {
  const world = worldOf(database);
  const { caller } = await addOperator(world, 'opal');
  const asked = { name: 'phishingResistant', value: 'everyone', reason: 'we were phished' };
  const onAddress = { ...world, settings: { ...world.settings, url: 'http://127.0.0.1:8765' } };

  await assert.rejects(decidePolicy(world, VISIT, caller, asked), { code: 'admin.not-yourself' });
  await assert.rejects(decidePolicy(onAddress, VISIT, caller, asked), { code: 'admin.no-passkeys' });
});

onBothDatabases('whom an announced policy concerns is told once, with the day, and so is an owner without a factor', async (database) => {
  const world = worldOf(database);
  const opal = await addOperator(world, 'opal');
  await addResident(world, 'dora', { hasSecondFactor: false });
  const ines = await addResident(world, 'ines', { hasSecondFactor: false });
  await addProject(world, ines, 'limpet');
  await decide(world, opal, 'publishers', inDays(world, 7));

  const told = [await tellAsked(world), await tellAsked(world)];
  const mails = await readOutbox(world);

  assert.deepEqual(told, [2, 0]);
  assert.deepEqual([...new Set(mails.map(({ to }) => to))], ['ines@example.org']);
  assert.match(mails.map(({ subject }) => subject).join(), /From .* your account needs a second factor/);
  assert.match(mails.map(({ subject }) => subject).join(), /rest on a password alone/);
  assert.deepEqual(await findStrayRows(database.read), []);
});
