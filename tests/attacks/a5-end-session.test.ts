// A5: what somebody does with the link of a mail about a sign-in that is not his, or too late, or too often.
import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { type Member, nextCode, PASSWORD, signIn, signUp, signUpMember, stepUp, typePassword } from '../support/story-people.ts';
import { linkIn } from '../support/story-site.ts';

const { site, attack } = attackedSites();
const END = '/account/end-session/';
const NEW = 'rhubarb winter saddle ninety';
let people = 0;

/** Somebody new, and a sign-in from a browser that her account does not know, with the link of the mail about it. */
async function mailed(): Promise<{ member: Member; phone: Visitor; link: string }> {
  people += 1;
  const member = await signUpMember(site(), `ines${people}`);
  const phone = await comeIn(member);
  return { member, phone, link: await linkAbout(member) };
}

/** Signs in from a new browser and leaves the mail about it. */
async function comeIn(member: Member): Promise<Visitor> {
  const phone = site().browser({ readsMail: false });
  await signIn(site(), member, phone);
  await phone.open(await site().linkMailedTo(member.address));
  await phone.send('/account/confirm-sign-in/', { deed: 'confirm' });
  return phone;
}

async function linkAbout({ address }: Member): Promise<string> {
  await site().runJobs();
  return linkIn(site().mails.findLast(({ to, subject }) => to === address && subject.includes('New sign-in')) ?? { text: '' }) ?? '';
}

async function isIn(browser: Visitor): Promise<boolean> {
  await browser.open('/manage/account/');
  return browser.path === '/manage/account/';
}

/** Opens the link where nobody is signed in. */
async function opened(link: string): Promise<Visitor> {
  const thief = site().browser({ readsMail: false });
  await thief.open(link);
  return thief;
}

attack('A4, A5, 63: a scanner that opens the link fifty times ends nothing, and the page says no more than the mail', async () => {
  const { member, phone, link } = await mailed();
  const before = await dumpTables(site().world.read);
  for (let i = 0; i < 50; i += 1) {
    await site().ask(link);
    await site().ask(link, { method: 'HEAD' });
  }
  const after = await dumpTables(site().world.read);
  for (const [table, text] of before) assert.equal(after.get(table), text, table);
  const { page } = await opened(link);
  assert.ok(!page.includes(link.split('=')[1] ?? ''), 'the secret stands on no page');
  for (const told of ['@example.org', 'Phone', '127.0.0.1', 'Firefox']) assert.ok(!page.includes(told), told);
  assert.equal(await isIn(phone), true);
  assert.equal(await isIn(member.browser), true);
});

attack('A5, 60: pressed once it is over: the second press does not switch off the password that its owner has set since', async () => {
  const { member, link } = await mailed();
  const [first, second] = [await opened(link), await opened(link)];
  await first.send(END);
  const reset = site().browser();
  await reset.open(await site().linkMailedTo(member.address));
  const typed = { password: NEW, password_confirm: NEW, totp_value: nextCode(site(), member.app) };
  await reset.send('/account/reset-password/', typed);

  await second.send(END);
  assert.match(second.text, /This link is over/);
  await typePassword(reset, { ...member, password: NEW });
  assert.equal(reset.path, '/account/two-factor/');
});

attack('A5, 60: after three days the link is over', async () => {
  const { member, link } = await mailed();
  site().clock.advance({ hours: 71 });
  assert.equal((await opened(link)).status, 200);
  const late = await opened(link);
  site().clock.advance({ hours: 1 });
  assert.equal((await opened(link)).status, 410);
  await late.send(END);
  assert.match(late.text, /This link is over/);
  const owner = site().browser();
  await signIn(site(), member, owner);
  assert.equal(owner.path, '/manage/account/');
});

attack('A5: the newest link kills the older one', async () => {
  const { member, link } = await mailed();
  await comeIn(member);
  assert.equal((await opened(link)).status, 410);
  assert.equal((await opened(await linkAbout(member))).status, 200);
});

attack('A5, C7: a thief who changes the password does not outrun the link of the mail about his sign-in', async () => {
  const { member, phone: thief, link } = await mailed();
  await stepUp(site(), { ...member, browser: thief });
  await thief.open('/manage/account/password/');
  await thief.send('/manage/account/password/', { password_current: PASSWORD, password: NEW, password_confirm: NEW });
  assert.match(thief.text, /The password was changed/);

  await (await opened(link)).send(END);

  assert.equal(await isIn(thief), false);
  await typePassword(thief, { ...member, password: NEW });
  assert.equal(thief.status, 401, 'the thief’s password is off, too');
});

attack(
  'A5, 6.3.6, 6.4.3: a thief of the mailbox gets nothing by it: no session, no known browser, and a reset asks for the factor',
  async () => {
    const { member, link } = await mailed();
    const thief = await opened(link);
    await thief.send(END);
    assert.doesNotMatch(thief.cookie, /kh_(session|half|device)/);

    await thief.open(await site().linkMailedTo(member.address));
    await thief.send('/account/reset-password/', { password: NEW, password_confirm: NEW, totp_value: '000000' });
    assert.equal(thief.status, 403);
    const owner = site().browser();
    await owner.open('/account/request-password-reset/');
    await owner.send('/account/request-password-reset/', { username_or_email: member.username });
    await owner.open(await site().linkMailedTo(member.address));
    await owner.send('/account/reset-password/', { password: NEW, password_confirm: NEW, totp_value: nextCode(site(), member.app) });
    assert.match(owner.text, /The password is set/);
  },
);

attack('A5, 35: the link is of its own kind, of its own account, and needs the form’s token', async () => {
  const [hers, mine] = [await mailed(), await mailed()];
  const token = hers.link.split('=')[1] ?? '';
  for (const path of ['/account/not-me/', '/account/reset-password/', '/account/confirm-sign-in/', '/account/undo-addresses/'])
    assert.equal((await opened(`${path}?token=${token}`)).status, 410, path);
  await (await opened(mine.link)).send(END);
  assert.equal(await isIn(hers.phone), true);
  const browser = await opened(hers.link);
  const forged = await site().ask(END, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: browser.cookie },
    body: new URLSearchParams({ csrf_token: 'x' }).toString(),
  });
  assert.equal(forged.status, 403);
  assert.equal(await isIn(hers.phone), true);
});

attack('A6: sign-ins by the dozen do not drown a notice of a change: five mails, one that says so, and the change is told', async () => {
  people += 1;
  const person = await signUp(site(), `ines${people}`);
  const before = site().mails.length;
  for (let number = 0; number < 9; number += 1) await typePassword(site().browser(), person);
  const passwords = { password: NEW, password_confirm: NEW };
  await person.browser.open('/manage/account/password/');
  await person.browser.send('/manage/account/password/', { password_current: PASSWORD, ...passwords });
  for (let round = 0; round < 3; round += 1) await site().runJobs();

  const subjects = site()
    .mails.slice(before)
    .map(({ subject }) => subject);
  assert.equal(subjects.filter((subject) => subject.includes('New sign-in')).length, 6);
  assert.equal(subjects.filter((subject) => subject.includes('was changed')).length, 1);
});

attack('A5, C9: a frozen account stays as it is: the link does nothing to it', async () => {
  const { member, link } = await mailed();
  const page = await opened(link);
  await member.browser.open('/manage/account/freeze/');
  await member.browser.send('/manage/account/freeze/');
  assert.equal((await opened(link)).status, 410);
  await page.send(END);
  assert.match(page.text, /This link is over/);
});
