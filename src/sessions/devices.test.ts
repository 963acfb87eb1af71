import assert from 'node:assert/strict';
import { type ABrowser, aBrowser, addMember, PASSWORD, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow } from '../../tests/support/account-world.ts';
import { factorDoors, keepCodes, proveApp } from '../../tests/support/enrol.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { changePassword } from '../accounts/change-password.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM, byCommand } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { removeTotp } from '../factors/remove-totp.ts';
import { proposedCodes, replaceCodes } from '../factors/replace-codes.ts';
import { freezeAccount } from '../recovery/freeze-account.ts';
import { unfreezeAccount } from '../recovery/lift-freeze.ts';
import { makeResetLink } from '../recovery/make-reset-link.ts';
import { resetPassword } from '../recovery/reset-password.ts';
import { makeKnowsDevice } from './devices.ts';
import { finishWithRecoveryCode, finishWithTotp } from './finish-sign-in.ts';
import { makeRenewSession, makeStartSession } from './start-session.ts';

/** Opens a session of strength P that has just confirmed the mailbox, as a confirmed registration does. */
async function fromMailbox(world: TestWorld, { accountId, personId }: Resident, mailboxAt: number | null): Promise<ABrowser> {
  const browser = aBrowser(world);
  const cookie = await act(world, BY_SYSTEM, [], async (tx, now) => {
    const start = { accountId, personId, epoch: 1, now, visit: VISIT, strength: 'P', factors: ['password'] } as const;
    const session = await makeStartSession(world)(tx, { ...start, mailboxAt: mailboxAt === null ? null : now });
    const details = { session: session.handle, strength: 'P', factors: ['password'] };
    return {
      result: session.cookie,
      events: [{ kind: 'session.started', subjects: [ofAccount(accountId)], details, rows: session.changed }],
    };
  });
  browser.keep([cookie]);
  return browser;
}

/** Ines with her first app, set up in the browser that confirmed her mailbox. */
async function known(world: TestWorld, name = 'ines') {
  const ines = await addMember(world, name, { hasSecondFactor: false });
  const browser = await fromMailbox(world, ines, world.clock.now());
  await proveApp(world, browser);
  const codes = await keepCodes(world, browser);
  world.clock.advance({ minutes: 1 });
  return { ines, browser, codes };
}

async function isKnown(world: TestWorld, { cookies }: ABrowser): Promise<boolean> {
  return cookies.device !== undefined && makeKnowsDevice(world)(cookies.device);
}

/** In which pool the password step of this browser counts. */
async function poolOf(world: TestWorld, browser: ABrowser): Promise<string> {
  const anew = aBrowser(world, { ...(browser.cookies.device && { device: browser.cookies.device }) });
  await anew.signIn('ines');
  const caller = await anew.caller();
  return caller.kind === 'half' ? caller.pool : caller.kind;
}

onBothDatabases('B6: a browser becomes known by enrolling the first factor in the session that confirmed the mailbox', async (database) => {
  const world = accountWorld(database);
  const { browser } = await known(world);

  assert.equal(await isKnown(world, browser), true);
  assert.equal(await poolOf(world, browser), 'known');
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B6: not by a first factor in another session, nor by a further one', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines', { hasSecondFactor: false });
  const browser = await fromMailbox(world, ines, null);
  await proveApp(world, browser);
  await keepCodes(world, browser);
  const { browser: other } = await known(world, 'maya');
  await proveApp(world, other, 'Tablet');

  assert.equal(browser.cookies.device, undefined);
  assert.equal(await isKnown(world, other), false);
});

onBothDatabases(
  'B6, B7: a code that can be phished, or a recovery code, asks the mailbox first; then the browser is known',
  async (database) => {
    const world = accountWorld(database);
    const { ines, codes } = await known(world);
    const [byApp, byCode] = [aBrowser(world), aBrowser(world)];
    await byApp.signIn('ines');
    await byCode.signIn('ines');
    const doors = { startSession: makeStartSession(world) };

    const app = await finishWithTotp(world, doors, await byApp.half(), await codeNow(world, ines));
    const code = await finishWithRecoveryCode(world, doors, await byCode.half(), codes[1] ?? '');

    for (const held of [app, code]) {
      assert.equal(held.result, 'held');
      assert.deepEqual('cookies' in held && held.cookies.map(({ name }) => name), ['half']);
    }
  },
);

onBothDatabases('B6: being known spares no factor', async (database) => {
  const world = accountWorld(database);
  const { browser } = await known(world);
  const anew = aBrowser(world, { ...(browser.cookies.device && { device: browser.cookies.device }) });

  assert.equal((await anew.signIn('ines')).result, 'half');
});

onBothDatabases('B6: a known browser gets a new secret at each sign-in, and the old one is nobody’s', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await known(world);
  const anew = aBrowser(world, { ...(browser.cookies.device && { device: browser.cookies.device }) });
  await anew.signIn('ines');

  await anew.enterCode(await codeNow(world, ines));

  assert.deepEqual([await isKnown(world, anew), await isKnown(world, browser)], [true, false]);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B6: also when a resting session goes on', async (database) => {
  const world = accountWorld(database);
  const { browser } = await known(world);
  const before = aBrowser(world, browser.cookies);
  world.clock.advance({ minutes: 61 });

  await browser.signIn('ines');

  assert.equal(await stateOf(browser), 'O');
  assert.deepEqual([await isKnown(world, browser), await isKnown(world, before)], [true, false]);
});

onBothDatabases('B6, 8.2.4: a known browser of one account is a stranger to another', async (database) => {
  const world = accountWorld(database);
  const { browser } = await known(world, 'maya');
  await addMember(world, 'ines');

  assert.equal(await poolOf(world, browser), 'stranger');
  assert.equal(await isKnown(world, browser), true);
});

onBothDatabases('B6: forgotten by a change of password', async (database) => {
  const world = accountWorld(database);
  const { browser } = await known(world);
  const before = aBrowser(world, browser.cookies);
  const password = 'rhubarb winter saddle ninety';
  const form = { current: new Secret(PASSWORD), password, confirmation: password, doubtsTokens: false };
  const doors = { world, renewSession: makeRenewSession(world), suspendRecentTokens: async () => [] };

  const { caller } = await browser.asking();
  await changePassword(doors, VISIT, caller, form);

  assert.equal(await isKnown(world, before), false);
});

onBothDatabases('B6, 34: forgotten by a change of factors: an app added, an app removed, codes replaced', async (database) => {
  const world = accountWorld(database);
  const added = await known(world, 'added');
  const removed = await known(world, 'removed');
  const replaced = await known(world, 'replaced');
  const before = [added, removed, replaced].map(({ browser }) => aBrowser(world, browser.cookies));
  const asking = await replaced.browser.asking();

  await proveApp(world, added.browser, 'Tablet');
  const [app] = await findTotpApps(world, removed.ines.accountId);
  await removeTotp(world, factorDoors(world), await removed.browser.asking(), app?.id ?? ('none' as never));
  await replaceCodes(world, factorDoors(world), asking, (await proposedCodes(world, asking.caller))[0] ?? '');

  assert.deepEqual(await Promise.all(before.map((browser) => isKnown(world, browser))), [false, false, false]);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B6: forgotten by a freeze, also once it is lifted', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await known(world);

  await freezeAccount(world, byCommand('root'), ines.accountId, { by: 'operator', reason: 'a leaked laptop' });
  await unfreezeAccount(world, byCommand('root'), ines.accountId, 'found');

  assert.equal(await isKnown(world, browser), false);
});

onBothDatabases('B6: forgotten by a reset of the password', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await known(world);
  const link = await makeResetLink(world, byCommand('root'), ines.accountId, 'asked on the phone');
  const password = 'rhubarb winter saddle ninety';

  await resetPassword(world, VISIT, link, {
    password,
    confirmation: password,
    credential: '',
    totpValue: await codeNow(world, ines),
    recoveryCodeValue: '',
  });

  assert.equal(await isKnown(world, browser), false);
});

onBothDatabases('B6: of two sign-ins of one browser at once one is known afterwards, without the mailbox or with it', async (database) => {
  const world = accountWorld(database);
  for (let round = 0; round < times(3, 50); round += 1) {
    const { ines, browser, codes } = await known(world, `person${round}`);
    const device = browser.cookies.device;
    const pair = [aBrowser(world, { ...(device && { device }) }), aBrowser(world, { ...(device && { device }) })];
    for (const one of pair) await one.signIn(ines.username);

    await Promise.all([pair[0]?.enterCode(await codeNow(world, ines)), pair[1]?.enterRecoveryCode(codes[2] ?? '')]);

    const still = await Promise.all(pair.map((one) => isKnown(world, one)));
    assert.ok(still.includes(true));
  }
});
