import assert from 'node:assert/strict';
import { type ABrowser, aBrowser, addMember, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow, emptyOutbox, giveCodes, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { factorDoors, shownCode } from '../../tests/support/enrol.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { byCommand } from '../audit/actor.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import type { Secret } from '../base/secret.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { proveTotp } from '../factors/enrol-totp.ts';
import { signOut } from '../sessions/end-sessions.ts';
import { makeRenewSession } from '../sessions/start-session.ts';
import type { MailMode } from '../world.ts';
import { confirmMailbox, findMailboxLink, refuseMailbox, sendMailboxLink } from './confirm-mailbox.ts';
import { makeResetLink } from './make-reset-link.ts';

const CODE = '0123-4567-89ab-cdef';
const OTHER_CODE = '0123-4567-89ab-cdeg';

/** Ines, whose app is lost, signed in with a recovery code. */
async function recovering(database: Parameters<typeof accountWorld>[0], name = 'ines', mailMode: MailMode = 'folder') {
  const world = accountWorld(database, { mailMode });
  return { world, ...(await recoveringIn(world, name)) };
}

async function recoveringIn(world: TestWorld, name: string) {
  const ines = await addMember(world, name);
  await giveCodes(world, ines, [CODE, OTHER_CODE]);
  const browser = aBrowser(world);
  await browser.signIn(name);
  await browser.enterRecoveryCode(CODE);
  await emptyOutbox(world);
  return { ines, browser };
}

async function mailedLink(world: TestWorld, browser: ABrowser): Promise<Secret> {
  await sendMailboxLink(world, await browser.asking());
  const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'new-browser'));
  await emptyOutbox(world);
  return link;
}

async function confirm(world: TestWorld, browser: ABrowser, link: Secret): Promise<void> {
  browser.keep([{ name: 'link', value: link }]);
  const confirmed = await confirmMailbox(world, makeRenewSession(world), await browser.asking());
  browser.keep(confirmed.cookies);
}

async function replaceApp(world: TestWorld, browser: ABrowser): Promise<void> {
  const asking = await browser.asking();
  const replaced = await proveTotp(world, factorDoors(world), asking, { code: shownCode(world, asking), name: 'New phone' });
  browser.keep(replaced.cookies);
}

async function names(world: TestWorld, { accountId }: Resident): Promise<readonly string[]> {
  return (await findTotpApps(world, accountId)).map((app) => app.name);
}

onBothDatabases(
  'B8, row 14: code, mailbox, one new app in place of the old one; then everybody signs in anew, with it',
  async (database) => {
    const { world, ines, browser } = await recovering(database);
    await confirm(world, browser, await mailedLink(world, browser));

    await replaceApp(world, browser);

    const again = aBrowser(world);
    world.clock.advance({ minutes: 1 });
    await again.signIn('ines');
    assert.deepEqual(await names(world, ines), ['New phone']);
    assert.equal(await stateOf(browser), 'visitor');
    assert.equal((await again.enterCode(await codeNow(world, ines))).result, 'signed-in');
    assert.deepEqual(
      (await readOutbox(world)).map((mail) => mail.kind),
      ['factor-replaced'],
    );
    assert.deepEqual(await findStrayRows(database.read), []);
  },
);

onBothDatabases('B8: without the mailbox no app is set up, and a quarter of an hour later not either', async (database) => {
  const { world, ines, browser } = await recovering(database);
  await assert.rejects(replaceApp(world, browser), { code: 'factor.mailbox-first' });
  await confirm(world, browser, await mailedLink(world, browser));
  world.clock.advance({ minutes: 15 });

  await assert.rejects(replaceApp(world, browser), { code: 'factor.mailbox-first' });

  assert.deepEqual(await names(world, ines), ['Phone']);
});

onBothDatabases('B7: the link gives something in the browser that asked alone, and once', async (database) => {
  const { world, browser } = await recovering(database);
  const link = await mailedLink(world, browser);
  const thief = aBrowser(world);
  await thief.signIn('ines');
  await thief.enterRecoveryCode(OTHER_CODE);

  const elsewhere = await findMailboxLink(world, await thief.caller(), link);
  const nobody = await findMailboxLink(world, { kind: 'visitor' }, link);
  const here = await findMailboxLink(world, await browser.caller(), link);
  await assert.rejects(confirm(world, thief, link), { code: 'recovery.link-over' });
  await confirm(world, browser, link);

  assert.deepEqual([elsewhere?.isHere, nobody?.isHere, here?.isHere], [false, false, true]);
  assert.deepEqual([here?.username, here?.address], ['ines', VISIT.address]);
  await assert.rejects(confirm(world, browser, link), { code: 'recovery.link-over' });
});

onBothDatabases('A5: the link is over after ten minutes, and when a newer one was sent', async (database) => {
  const { world, browser } = await recovering(database);
  const older = await mailedLink(world, browser);
  const newer = await mailedLink(world, browser);
  await assert.rejects(confirm(world, browser, older), { code: 'recovery.link-over' });
  world.clock.advance({ minutes: 10 });

  await assert.rejects(confirm(world, browser, newer), { code: 'recovery.link-over' });
});

onBothDatabases('A5: whoever reads the mailbox ends that session from any browser, with the link alone', async (database) => {
  const { world, ines, browser } = await recovering(database);
  const link = await mailedLink(world, browser);

  await refuseMailbox(world, VISIT, link, 'end');

  assert.equal(await stateOf(browser), 'visitor');
  assert.equal((await aBrowser(world).signIn(ines.username)).result, 'half');
  assert.equal(await findMailboxLink(world, { kind: 'visitor' }, link), undefined);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('A5: or freezes the account with it', async (database) => {
  const { world, ines, browser } = await recovering(database);
  const link = await mailedLink(world, browser);

  await refuseMailbox(world, VISIT, link, 'freeze');

  assert.equal((await aBrowser(world).signIn(ines.username)).result, 'frozen');
  await assert.rejects(refuseMailbox(world, VISIT, link, 'end'), { code: 'recovery.link-over' });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('at most five links are sent in a day', async (database) => {
  const { world, browser } = await recovering(database);
  for (let i = 0; i < 5; i += 1) await mailedLink(world, browser);

  await assert.rejects(mailedLink(world, browser), { code: 'limit.new-factor-mail' });
});

onBothDatabases('a session of any other strength neither confirms nor replaces this way', async (database) => {
  const { world, ines, browser } = await recovering(database);
  const full = aBrowser(world);
  await full.signIn('ines');
  await full.enterCode(await codeNow(world, ines));
  full.keep([{ name: 'link', value: await mailedLink(world, browser) }]);

  await assert.rejects(confirmMailbox(world, makeRenewSession(world), await full.asking()), { code: 'recovery.link-over' });
  const asking = await full.asking();
  const proven = await proveTotp(world, factorDoors(world), asking, { code: shownCode(world, asking), name: '' });
  assert.equal(proven.next, 'added', 'it adds one, and replaces none');
  assert.equal((await names(world, ines)).length, 2);
});

onBothDatabases('a session that was signed out meanwhile replaces no app', async (database) => {
  const { world, ines, browser } = await recovering(database);
  await confirm(world, browser, await mailedLink(world, browser));
  const asking = await browser.asking();
  await signOut(world, asking);

  await assert.rejects(proveTotp(world, factorDoors(world), asking, { code: shownCode(world, asking), name: '' }), {
    code: 'session.ended',
  });

  assert.deepEqual(await names(world, ines), ['Phone']);
});

onBothDatabases('fifty at once set up one app', async (database) => {
  const world = accountWorld(database);
  for (let round = 0; round < times(2, 20); round += 1) {
    const { ines, browser } = await recoveringIn(world, `person${round}`);
    await confirm(world, browser, await mailedLink(world, browser));
    const asking = await browser.asking();
    const form = { code: shownCode(world, asking), name: 'New phone' };

    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => proveTotp(world, factorDoors(world), asking, form)));

    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(await names(world, ines), ['New phone']);
  }
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('where no mail is, the link that an operator hands over stands for the mailbox', async (database) => {
  const { world, ines, browser } = await recovering(database, 'ines', 'off');
  const link = await makeResetLink(world, byCommand('root'), ines.accountId, 'asked in person');

  await confirm(world, browser, link);
  await replaceApp(world, browser);

  assert.deepEqual(await names(world, ines), ['New phone']);
});

onBothDatabases('where mail is, a reset link does not stand for it', async (database) => {
  const { world, ines, browser } = await recovering(database);
  const link = await makeResetLink(world, byCommand('root'), ines.accountId, 'asked in person');

  await assert.rejects(confirm(world, browser, link), { code: 'recovery.link-over' });
});

onBothDatabases('B1: after a hundred wrong codes the new app opens, for it was made anew', async (database) => {
  const { world, ines, browser } = await recovering(database);
  await database.transaction((tx) =>
    tx
      .insertInto('guesses')
      .values({ authenticator: `totp:${ines.accountId}`, pool: 'known', failures: 100, waits_until_at: 0 })
      .execute(),
  );
  await confirm(world, browser, await mailedLink(world, browser));
  await replaceApp(world, browser);
  world.clock.advance({ minutes: 1 });
  await browser.signIn('ines');

  assert.equal((await browser.enterCode(await codeNow(world, ines))).result, 'signed-in');
});
