import assert from 'node:assert/strict';
import { aBrowser, addMember, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow, readOutbox } from '../../tests/support/account-world.ts';
import { factorDoors, keepCodes, proveApp, shownCode, waitingCodes } from '../../tests/support/enrol.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import type { TestWorld } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { signOut } from '../sessions/end-sessions.ts';
import { findTotpApps } from './check-totp-code.ts';
import { confirmCodes } from './enrol-factor.ts';
import { proveTotp } from './enrol-totp.ts';
import { sweepEnrolments } from './sweep-enrolments.ts';

async function bare(world: TestWorld, name = 'ines') {
  const ines = await addMember(world, name, { hasSecondFactor: false });
  const browser = aBrowser(world);
  await browser.signIn(name);
  return { ines, browser };
}

onBothDatabases('B9: until a code is asked back the app does not count and sign-in ignores it', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await bare(world);

  const proven = await proveApp(world, browser);

  assert.equal(proven.next, 'codes');
  assert.deepEqual(await findTotpApps(world, ines.accountId), []);
  assert.equal((await aBrowser(world).signIn('ines')).result, 'signed-in');
  assert.equal(await stateOf(browser), 'O');
});

onBothDatabases(
  'B9, 6.3.7, 7.4.3: one code typed back makes app and codes count; other sessions end, addresses are told',
  async (database) => {
    const world = accountWorld(database);
    const { browser } = await bare(world);
    const other = aBrowser(world);
    await other.signIn('ines');
    const before = aBrowser(world, browser.cookies);
    await proveApp(world, browser);

    const codes = await keepCodes(world, browser);

    const again = aBrowser(world);
    assert.equal(codes.length, 10);
    assert.deepEqual([await stateOf(browser), await stateOf(other), await stateOf(before)], ['O', 'visitor', 'visitor']);
    assert.equal((await again.signIn('ines')).result, 'half');
    assert.equal((await again.enterRecoveryCode(codes[0] ?? '')).result, 'signed-in');
    assert.deepEqual((await readOutbox(world)).map((mail) => mail.kind).toSorted(), ['code-used', 'factor-added']);
    assert.deepEqual(await findStrayRows(database.read), []);
  },
);

onBothDatabases('B13: the code that set the app up can not be used again, to sign in or else', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await bare(world);
  await proveApp(world, browser);
  await keepCodes(world, browser);
  const code = await codeNow(world, ines);
  const again = aBrowser(world);
  await again.signIn('ines');

  assert.deepEqual(await again.enterCode(code), { result: 'replayed' });
  assert.deepEqual(await browser.stepUp(code), { result: 'replayed' });
});

onBothDatabases('the codes stay the same over a step-up, and are over ten minutes after the proof', async (database) => {
  const world = accountWorld(database);
  const { browser } = await bare(world);
  await proveApp(world, browser);
  const codes = await waitingCodes(world, browser);
  world.clock.advance({ minutes: 9 });
  await browser.stepUp('');

  assert.deepEqual(await waitingCodes(world, browser), codes);
  world.clock.advance({ minutes: 1 });
  await assert.rejects(confirmCodes(world, factorDoors(world), await browser.asking(), codes[0] ?? ''), { code: 'factor.enrolment-over' });
  assert.equal(await sweepEnrolments(world), 1);
});

onBothDatabases('an enrolment that still waits is not swept', async (database) => {
  const world = accountWorld(database);
  const { browser } = await bare(world);
  await proveApp(world, browser);
  world.clock.advance({ minutes: 9, seconds: 59 });

  assert.equal(await sweepEnrolments(world), 0);
  assert.equal((await keepCodes(world, browser)).length, 10);
});

onBothDatabases('B9: an enrolment dies with its session, and no other session of the account sees it', async (database) => {
  const world = accountWorld(database);
  const { browser } = await bare(world);
  const other = aBrowser(world);
  await other.signIn('ines');
  await proveApp(world, browser);
  const [code = ''] = await waitingCodes(world, browser);
  await signOut(world, await browser.asking());
  await browser.signIn('ines');

  await assert.rejects(confirmCodes(world, factorDoors(world), await browser.asking(), code), { code: 'factor.enrolment-over' });
  await assert.rejects(confirmCodes(world, factorDoors(world), await other.asking(), code), { code: 'factor.enrolment-over' });
});

onBothDatabases('a session that was signed out meanwhile proves no app and confirms none', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await bare(world);
  const asking = await browser.asking();
  await signOut(world, asking);

  await assert.rejects(proveTotp(world, factorDoors(world), asking, { code: shownCode(world, asking), name: '' }), {
    code: 'session.ended',
  });
  assert.deepEqual(await findTotpApps(world, ines.accountId), []);
});

onBothDatabases('of two sessions that finish their set-up at once one does, and the other is over', async (database) => {
  const world = accountWorld(database);
  for (let round = 0; round < times(5, 50); round += 1) {
    const { ines, browser } = await bare(world, `person${round}`);
    await proveApp(world, browser);
    const asking = await browser.asking();
    const [code = ''] = await waitingCodes(world, browser);

    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => confirmCodes(world, factorDoors(world), asking, code)));

    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await findTotpApps(world, ines.accountId)).length, 1);
  }
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B13: an account has at most three apps, also when more are proven at once', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await bare(world);
  await proveApp(world, browser);
  await keepCodes(world, browser);
  await proveApp(world, browser, 'Tablet');
  await proveApp(world, browser, 'Drawer');

  await assert.rejects(proveApp(world, browser, 'Fourth'), { code: 'factor.too-many-apps' });

  assert.deepEqual((await findTotpApps(world, ines.accountId)).map((app) => app.name).toSorted(), ['Drawer', 'Phone', 'Tablet']);
});

onBothDatabases('a wrong code is counted, and the sixth waits', async (database) => {
  const world = accountWorld(database);
  const { browser } = await bare(world);
  const asking = await browser.asking();
  const prove = (code: string) => proveTotp(world, factorDoors(world), asking, { code, name: '' });
  for (let i = 0; i < 5; i += 1) await assert.rejects(prove('12345'), { code: 'factor.wrong-code' });

  await assert.rejects(prove(shownCode(world, asking)), { code: 'factor.wait', field: 'totp_value' });
});
