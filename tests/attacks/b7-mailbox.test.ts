// B7: a code that was phished, used from the thief's browser, and what the mailbox has to say to it.
import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { type Member, nextCode, signIn, signInWithCode, signUpMember } from '../support/story-people.ts';

const { site, attack } = attackedSites();
const WAITING = '/account/two-factor/mailbox/';
const CONFIRM = '/account/confirm-sign-in/';
let people = 0;

/** Somebody new, and a browser that her account does not know, with both factors shown. */
async function held(): Promise<{ member: Member; thief: Visitor; link: string }> {
  people += 1;
  const member = await signUpMember(site(), `ines${people}`);
  const thief = site().browser({ readsMail: false });
  await signIn(site(), member, thief);
  assert.equal(thief.path, WAITING);
  return { member, thief, link: await site().linkMailedTo(member.address) };
}

/** Whether the browser is signed in. */
async function isIn(browser: Visitor): Promise<boolean> {
  await browser.open('/manage/account/');
  return browser.path === '/manage/account/';
}

attack('B7, row 7: password and code from a browser never seen wait for the mailbox, and reach nothing but that page', async () => {
  const { thief } = await held();
  for (const path of ['/manage/account/', '/manage/account/totp-provision', '/manage/projects/', '/account/two-factor/']) {
    await thief.open(path);
    assert.equal(thief.path, WAITING, path);
  }
});

attack('B7, row 8: so does a recovery code', async () => {
  const { member } = await held();
  const thief = site().browser({ readsMail: false });
  await signInWithCode(member, thief, member.codes[3] ?? '');
  assert.equal(thief.path, WAITING);
  assert.equal(await isIn(thief), false);
});

attack('B7, 6.3.6, 7.6.2: the mailed link alone makes no session: in her own browser it only offers to stop it', async () => {
  const { member, thief, link } = await held();
  const victim = site().browser({ readsMail: false });
  await victim.open(link);
  assert.match(victim.text, /Was this you\?/);
  assert.doesNotMatch(victim.page, /value="confirm"/);
  await member.browser.open(link);
  assert.doesNotMatch(member.browser.page, /value="confirm"/);
  const [token] = /name="csrf_token" value="([^"]*)"/.exec(victim.page)?.slice(1) ?? [];
  const forced = await site().ask(CONFIRM, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: victim.cookie },
    body: new URLSearchParams({ csrf_token: token ?? '', deed: 'confirm' }).toString(),
  });
  assert.doesNotMatch(forced.headers.getSetCookie().join(), /kh_session/);
  assert.deepEqual([await isIn(victim), await isIn(thief)], [false, false]);
});

attack('B7, 6.6.2, 8.2.2: the link of another account’s sign-in lets this browser nowhere', async () => {
  const [mine, hers] = [await held(), await held()];
  await mine.thief.open(hers.link);
  assert.doesNotMatch(mine.thief.page, /value="confirm"/);
  assert.equal(await isIn(mine.thief), false);
});

attack('B7, 6.6.2, row 10: in the browser that waits the button signs in, once, and the browser is known', async () => {
  const { member, thief: owner, link } = await held();
  await owner.open(link);
  await owner.send(CONFIRM, { deed: 'confirm' });
  assert.equal(owner.path, '/manage/account/');
  await owner.open('/account/logout/');
  await owner.send('/account/logout/');
  await signIn(site(), member, owner);
  assert.equal(owner.path, '/manage/account/', 'known: no mailbox any more');
  await owner.open(link);
  assert.equal(owner.status, 410);
});

attack('63, A4: a scanner that opens the link a hundred times changes nothing', async () => {
  const { thief, link } = await held();
  const before = await dumpTables(site().world.read);
  for (let i = 0; i < 50; i += 1) {
    await site().ask(link);
    await site().ask(link, { method: 'HEAD' });
  }
  const after = await dumpTables(site().world.read);
  for (const [table, text] of before) assert.equal(after.get(table), text, table);
  await thief.open(link);
  await thief.send(CONFIRM, { deed: 'confirm' });
  assert.equal(thief.path, '/manage/account/');
});

attack('B7: “this is not me” ends what waits, from any browser, and offers to freeze', async () => {
  const { thief, link } = await held();
  const victim = site().browser({ readsMail: false });
  await victim.open(link);
  assert.match(victim.text, /freeze the account/);
  await victim.send(CONFIRM, { deed: 'end' });
  assert.match(victim.text, /Nobody got in/);
  await thief.open(WAITING);
  assert.equal(thief.path, '/account/login/');
});

attack('B7, row 11: “freeze the account” freezes it, and ends every session', async () => {
  const { member, link } = await held();
  const victim = site().browser({ readsMail: false });
  await victim.open(link);
  await victim.send(CONFIRM, { deed: 'freeze' });
  assert.equal(await isIn(member.browser), false);
});

attack('B7, 6.5.5, row 9: ten minutes, then password and code anew', async () => {
  const { thief, link } = await held();
  site().clock.advance({ minutes: 10 });
  await thief.open(link);
  assert.equal(thief.status, 410);
  assert.equal(await isIn(thief), false);
});

attack('A5, 6.6.2: the newest link kills the older one', async () => {
  const { member, thief, link } = await held();
  await thief.open(WAITING);
  await thief.send(WAITING);
  assert.match(thief.text, /sent again/);
  const newer = await site().linkMailedTo(member.address);
  await thief.open(link);
  assert.equal(thief.status, 410);
  await thief.open(newer);
  await thief.send(CONFIRM, { deed: 'confirm' });
  assert.equal(thief.path, '/manage/account/');
});

attack('34, 7.4.3: a change of the password ends what waits', async () => {
  const { member, thief, link } = await held();
  await member.browser.open('/account/reauthenticate/');
  await member.browser.send('/account/reauthenticate/', {
    password: member.password,
    totp_value: nextCode(site(), member.app),
  });
  await member.browser.open('/manage/account/password/');
  const passwords = { password: 'rhubarb winter saddle ninety', password_confirm: 'rhubarb winter saddle ninety' };
  await member.browser.send('/manage/account/password/', { password_current: member.password, ...passwords });
  await thief.open(link);
  assert.equal(thief.status, 410);
  assert.equal(await isIn(thief), false);
});

attack('a row of the database that says more than was shown is no sign-in', async () => {
  const { thief, link } = await held();
  await site().world.database.transaction((tx) => tx.updateTable('mail_holds').set({ dies_at: 9_999_999_999_999 }).execute());
  await thief.open(link);
  assert.equal(thief.status, 410);
  await site().world.database.transaction((tx) => tx.deleteFrom('mail_holds').execute());
});

attack('8.2.4: rotating addresses lock nobody out: a known browser is asked nothing, wherever it comes from', async () => {
  const { member } = await held();
  let browser = member.browser;
  for (let number = 0; number < 3; number += 1) {
    browser = browser.clone(`198.51.${number}.7`);
    await browser.open('/account/logout/');
    await browser.send('/account/logout/');
    await signIn(site(), member, browser);
    assert.equal(browser.path, '/manage/account/');
  }
});
