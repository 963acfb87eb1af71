import assert from 'node:assert/strict';
import { aBrowser, addMember, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow, giveCodes } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { freeze, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { endOne, signOut } from './end-sessions.ts';
import { findLiveSession } from './find-caller.ts';
import { resumeSession } from './resume-session.ts';
import { makeRenewSession } from './start-session.ts';

async function raise(world: TestWorld, { accountId }: Resident): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const { changed } = await raiseEpoch(tx, accountId);
    const event = { kind: 'account.password-changed', subjects: [ofAccount(accountId)], details: { how: 'reset' } } as const;
    return { result: undefined, events: [{ ...event, rows: changed }] };
  });
}

async function signedIn(world: TestWorld, ines: Resident) {
  const browser = aBrowser(world);
  await browser.signIn('ines');
  await browser.enterCode(await codeNow(world, ines));
  return browser;
}

/** Resumes the session that was found before something else happened. */
async function resumeWhatWasFound(world: TestWorld, browser: ReturnType<typeof aBrowser>, meanwhile: () => Promise<unknown>) {
  const found = await findLiveSession(world, browser.cookies.session);
  if (found === undefined) throw new Error('no session');
  await meanwhile();
  return resumeSession(world, { renewSession: makeRenewSession(world) }, { visit: VISIT, cookies: browser.cookies }, found);
}

onBothDatabases('row 1: without a second factor the password opens a session of strength P', async (database) => {
  const world = accountWorld(database);
  await addMember(world, 'ines', { hasSecondFactor: false });
  const browser = aBrowser(world);

  const outcome = await browser.signIn('ines');

  assert.equal(outcome.result, 'signed-in');
  assert.equal(await stateOf(browser), 'P');
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a browser that signs in again leaves no session of its own behind', async (database) => {
  const world = accountWorld(database);
  await addMember(world, 'ines', { hasSecondFactor: false });
  const browser = aBrowser(world);
  await browser.signIn('ines');
  const before = aBrowser(world, browser.cookies);

  await browser.signIn('ines');

  assert.deepEqual([await stateOf(browser), await stateOf(before)], ['P', 'visitor']);
});

onBothDatabases('row 2: with one it opens the second step alone', async (database) => {
  const world = accountWorld(database);
  await addMember(world, 'ines');
  const browser = aBrowser(world);

  const outcome = await browser.signIn('ines');

  assert.equal(outcome.result, 'half');
  assert.equal(await stateOf(browser), 'half');
});

onBothDatabases('B1: a session on a password alone opens nothing once a second factor is needed', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines', { hasSecondFactor: false });
  const browser = aBrowser(world);
  await browser.signIn('ines');
  await act(world, BY_SYSTEM, [], async (tx, now) => {
    await tx.updateTable('accounts').set({ needs_second_factor_at: now }).where('id', '=', ines.accountId).execute();
    const event = { kind: 'account.password-changed', subjects: [ofAccount(ines.accountId)], details: { how: 'reset' } } as const;
    return { result: undefined, events: [{ ...event, rows: [{ table: 'accounts', id: ines.accountId }] }] };
  });

  assert.equal(await stateOf(browser), 'visitor');
});

onBothDatabases('a frozen account is told only to who knows the password', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  await freeze(world, ines);

  assert.deepEqual(await aBrowser(world).signIn('ines', 'not the password'), { result: 'wrong' });
  assert.deepEqual(await aBrowser(world).signIn('ines'), { result: 'frozen' });
});

onBothDatabases(
  'row 12: a session rests after an hour, the password resumes it under a new id, and the twelve hours run on',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addMember(world, 'ines');
    const browser = await signedIn(world, ines);
    const before = aBrowser(world, browser.cookies);
    const signedInAt = world.clock.now();
    world.clock.advance({ minutes: 60 });
    assert.equal(await stateOf(browser), 'visitor');

    const outcome = await browser.signIn('ines');

    const { session } = (await browser.asking()).caller;
    assert.equal(outcome.result, 'signed-in');
    assert.deepEqual([session.strength, session.authenticatedAt, session.freshAt], ['O', signedInAt, signedInAt]);
    assert.equal(await stateOf(before), 'visitor');
    assert.deepEqual(await findStrayRows(database.read), []);
  },
);

onBothDatabases('after twelve hours the password alone resumes nothing, however busy the session was', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const browser = await signedIn(world, ines);
  for (let i = 0; i < 13; i += 1) {
    world.clock.advance({ minutes: 55 });
    await browser.signIn('ines');
  }

  world.clock.advance({ minutes: 5 });

  assert.equal((await browser.signIn('ines')).result, 'half');
});

onBothDatabases('a resting session opened with a recovery code is not resumed', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, ['0123-4567-89ab-cdef']);
  const browser = aBrowser(world);
  await browser.signIn('ines');
  await browser.enterRecoveryCode('0123-4567-89ab-cdef');
  world.clock.advance({ minutes: 61 });

  assert.equal((await browser.signIn('ines')).result, 'half');
});

onBothDatabases('a resting session that was ended since it was found is not revived', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const ended = await signedIn(world, ines);
  world.clock.advance({ minutes: 1 });
  const changed = await signedIn(world, ines);
  const ending = await ended.asking();

  const afterEnd = await resumeWhatWasFound(world, ended, () => signOut(world, ending));
  const afterChange = await resumeWhatWasFound(world, changed, () => raise(world, ines));

  assert.deepEqual([afterEnd, afterChange], [{ result: 'start-again' }, { result: 'start-again' }]);
});

onBothDatabases('a resting session of a frozen account is not revived', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const browser = await signedIn(world, ines);

  assert.deepEqual(await resumeWhatWasFound(world, browser, () => freeze(world, ines)), { result: 'start-again' });
});

onBothDatabases('nobody ends a session of somebody else, nor one that is over', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const maya = await addMember(world, 'maya');
  const asking = { caller: ines.caller, visit: VISIT, cookies: {} };

  await assert.rejects(endOne(world, asking, maya.caller.session.handle), { code: 'session.not-found' });
  await endOne(world, asking, ines.caller.session.handle);
  await assert.rejects(endOne(world, asking, ines.caller.session.handle), { code: 'session.not-found' });
});
