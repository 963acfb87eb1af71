import assert from 'node:assert/strict';
import { aBrowser, addMember, PASSWORD, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { freeze, type TestWorld } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import type { AccountId } from '../base/brands.ts';
import { Secret } from '../base/secret.ts';
import { endOne, signOut } from './end-sessions.ts';
import { makeRenewSession } from './start-session.ts';
import { stepUp } from './step-up.ts';

async function changeAccount(world: TestWorld, accountId: AccountId): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const { changed } = await raiseEpoch(tx, accountId);
    const event = { kind: 'account.password-changed', subjects: [ofAccount(accountId)], details: { how: 'reset' } } as const;
    return { result: undefined, events: [{ ...event, rows: changed }] };
  });
}

/** Ines, signed in with password and app, a minute ago. */
async function signedIn(world: TestWorld) {
  const ines = await addMember(world, 'ines');
  const browser = aBrowser(world);
  await browser.signIn('ines');
  await browser.enterCode(await codeNow(world, ines));
  world.clock.advance({ minutes: 1 });
  return { ines, browser };
}

onBothDatabases('B19, row 13: a step-up gives a new id, the old one is dead, and the clocks begin anew', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await signedIn(world);
  const before = aBrowser(world, browser.cookies);
  world.clock.advance({ minutes: 30 });

  const outcome = await browser.stepUp(await codeNow(world, ines));

  const { session } = (await browser.asking()).caller;
  assert.equal(outcome.result, 'stepped-up');
  assert.equal(await stateOf(before), 'visitor');
  assert.deepEqual([session.authenticatedAt, session.freshAt, session.freshStrength], [world.clock.now(), world.clock.now(), 'O']);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B5: neither the password nor the code alone steps up, and a code steps up once', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await signedIn(world);
  const code = await codeNow(world, ines);

  assert.deepEqual(await browser.stepUp(''), { result: 'wrong' });
  assert.deepEqual(await browser.stepUp(code, 'not the password'), { result: 'wrong' });
  assert.equal((await browser.stepUp(code)).result, 'stepped-up');
  assert.deepEqual(await browser.stepUp(code), { result: 'replayed' });
});

onBothDatabases('a session that was signed out meanwhile is not revived by a step-up', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await signedIn(world);
  const asking = await browser.asking();
  const form = { password: new Secret(PASSWORD), totpValue: await codeNow(world, ines) };
  await signOut(world, asking);

  await assert.rejects(stepUp(world, makeRenewSession(world), asking, form), { code: 'session.ended', kind: 'not-signed-in' });

  assert.equal(await stateOf(browser), 'visitor');
});

onBothDatabases('a session whose account changed meanwhile is not revived by a step-up, and the code stays unused', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await signedIn(world);
  const asking = await browser.asking();
  const code = await codeNow(world, ines);
  await changeAccount(world, ines.accountId);

  await assert.rejects(stepUp(world, makeRenewSession(world), asking, { password: new Secret(PASSWORD), totpValue: code }), {
    code: 'session.ended',
  });

  assert.equal(await stateOf(browser), 'visitor');
  await browser.signIn('ines');
  assert.equal((await browser.enterCode(code)).result, 'signed-in');
});

onBothDatabases('a frozen account steps up in no session', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await signedIn(world);
  const asking = await browser.asking();
  const form = { password: new Secret(PASSWORD), totpValue: await codeNow(world, ines) };
  await freeze(world, ines);

  await assert.rejects(stepUp(world, makeRenewSession(world), asking, form), { code: 'session.ended' });
});

onBothDatabases('a step-up and the end of its session at once: afterwards the session is over or went on, never both', async (database) => {
  const world = accountWorld(database);
  for (let round = 0; round < times(5, 50); round += 1) {
    const name = `person${round}`;
    const person = await addMember(world, name);
    const browser = aBrowser(world);
    await browser.signIn(name);
    await browser.enterCode(await codeNow(world, person));
    world.clock.advance({ minutes: 1 });
    const asking = await browser.asking();
    const code = await codeNow(world, person);

    const [stepped, ended] = await Promise.allSettled([
      browser.stepUp(code),
      endOne(world, { ...asking, caller: person.caller }, asking.caller.session.handle),
    ]);

    const goesOn = (await stateOf(browser)) === 'O';
    assert.equal(goesOn, stepped.status === 'fulfilled');
    assert.equal(goesOn, ended.status === 'rejected');
  }
  assert.deepEqual(await findStrayRows(database.read), []);
});
