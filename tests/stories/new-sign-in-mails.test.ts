import assert from 'node:assert/strict';
import type { Mail } from '../../src/world.ts';
import type { Visitor } from '../support/browser-client.ts';
import { askAtLogin, registerWithPasskey, signUpWithPasskey } from '../support/passkeys.ts';
import { type Member, nextCode, signIn, signInWithCode, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { linkIn, type StorySite, story } from '../support/story-site.ts';

const ACCOUNT = '/manage/account/';
const END = '/account/end-session/';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1';
const NEW = 'rhubarb winter saddle ninety';
const PROXIED = { settings: { trustedProxies: ['127.0.0.1'] } };

/** Mails about sign-ins that went to an address. */
async function signInMails(site: StorySite, { address }: Pick<Member, 'address'>): Promise<readonly Mail[]> {
  await site.runJobs();
  return site.mails.filter(({ to, subject }) => to === address && subject.includes('New sign-in'));
}

/** Signs in, confirms from the mailbox where that is asked, and leaves the mail about it. */
async function arrive(site: StorySite, member: Member, browser: Visitor): Promise<void> {
  await signIn(site, member, browser);
  if (browser.path === ACCOUNT) return;
  await browser.open(await site.linkMailedTo(member.address));
  await browser.send('/account/confirm-sign-in/', { deed: 'confirm' });
}

async function signOut(browser: Visitor): Promise<void> {
  await browser.open('/account/logout/');
  await browser.send('/account/logout/');
}

/** What a mail says, in one line. */
function wordsOf(mail: Pick<Mail, 'text'> | undefined): string {
  return (mail?.text ?? '').replaceAll(/\s+/g, ' ');
}

async function isIn(browser: Visitor): Promise<boolean> {
  await browser.open(ACCOUNT);
  return browser.path === ACCOUNT;
}

story(
  '6.3.5: a sign-in on a new browser is mailed: when, with what, browser, address, and how to end it',
  async (site) => {
    const ada = await signUpMember(site, 'ada');
    await arrive(site, ada, site.browser({ userAgent: PHONE, address: '203.0.113.41', readsMail: false }));

    const [mail, ...more] = await signInMails(site, ada);
    assert.deepEqual(more, []);
    assert.equal(mail?.subject, '[Keyhouse] New sign-in to your account ada');
    assert.match(wordsOf(mail), /Somebody signed in to the account ada from a browser that it does not know\./);
    assert.match(wordsOf(mail), /With password, authenticator app “Phone” and a mailed link/);
    assert.match(wordsOf(mail), /When 24 November 2026, 12:0\d UTC/);
    assert.match(wordsOf(mail), /Browser Safari on iPhone/);
    assert.match(wordsOf(mail), /Address 203\.0\.113\.41/);
    assert.match(wordsOf(mail), /Was it not you\? Open the page behind the link and press the red button/);
    assert.match(mail.html, /<a class="do" href="[^"]*\/account\/end-session\/\?token=/);
  },
  PROXIED,
);

story('who comes back with the same browser is not mailed again, also without a second factor', async (site) => {
  const ada = await signUp(site, 'ada');
  const laptop = site.browser();
  for (let times = 0; times < 3; times += 1) {
    await typePassword(laptop, ada);
    await signOut(laptop);
  }

  assert.equal((await signInMails(site, ada)).length, 1);
  assert.match(wordsOf((await signInMails(site, ada))[0]), /With password When/);
});

story(
  'a known browser on a network where the account never was is mailed, once for each network',
  async (site) => {
    const ada = await signUpMember(site, 'ada');
    let browser = site.browser({ address: '203.0.113.41', readsMail: false });
    await arrive(site, ada, browser);
    for (const address of ['203.0.113.99', '198.51.100.7', '198.51.100.8', '203.0.113.41']) {
      await signOut(browser);
      browser = browser.clone(address);
      await arrive(site, ada, browser);
      assert.equal(browser.path, ACCOUNT, 'no mailbox in between');
    }

    const mails = await signInMails(site, ada);
    assert.equal(mails.length, 2);
    assert.match(wordsOf(mails[1]), /from a network where it was not signed in to before, with a browser that it knows/);
    assert.match(wordsOf(mails[1]), /Address 198\.51\.100\.7/);
  },
  PROXIED,
);

story('a passkey alone, a recovery code and the first sign-in after a reset are mailed too, each with its name', async (site) => {
  const grace = await signUpWithPasskey(site, 'grace');
  const browser = site.browser();
  await browser.open('/account/login/');
  const credential = grace.authenticator.get(await askAtLogin(browser));
  await browser.send('/account/login/passkey/', { credential });
  const [byKey] = await signInMails(site, { address: 'grace@example.org' });
  assert.match(wordsOf(byKey), /With passkey “[^”]+”/);

  const ada = await signUpMember(site, 'ada');
  const phone = site.browser({ readsMail: false });
  await signInWithCode(ada, phone, ada.codes[3] ?? '');
  await phone.open(await confirmLink(site));
  await phone.send('/account/confirm-sign-in/', { deed: 'confirm' });
  const [byCode] = await signInMails(site, ada);
  assert.match(wordsOf(byCode), /With password, recovery code and a mailed link/);

  await phone.open('/account/request-password-reset/');
  await phone.send('/account/request-password-reset/', { username_or_email: 'ada' });
  await phone.open(await site.linkMailedTo(ada.address));
  await phone.send('/account/reset-password/', { password: NEW, password_confirm: NEW, totp_value: nextCode(site, ada.app) });
  await arrive(site, { ...ada, password: NEW }, phone);
  const mails = await signInMails(site, ada);
  assert.equal(mails.length, 2, 'a reset forgets all browsers');
});

async function confirmLink(site: StorySite): Promise<string> {
  await site.runJobs();
  return linkIn(site.mails.findLast(({ subject }) => subject.includes('Confirm your sign-in')) ?? { text: '' }) ?? '';
}

story('five mails a day by themselves, the sixth says so, and then the history tells', async (site) => {
  const ada = await signUp(site, 'ada');
  for (let number = 0; number < 8; number += 1) await typePassword(site.browser(), ada);

  const mails = await signInMails(site, ada);
  assert.equal(mails.length, 6);
  assert.match(wordsOf(mails[5]), /Further ones are not mailed until midnight UTC/);
  site.clock.advance({ hours: 24 });
  await typePassword(site.browser(), ada);
  assert.equal((await signInMails(site, ada)).length, 7);
});

story('the button ends that session and all others, switches the password off and mails a link that sets a new one', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const thief = site.browser({ readsMail: false });
  await arrive(site, ada, thief);
  const link = linkIn((await signInMails(site, ada))[0] ?? { text: '' }) ?? '';
  const victim = site.browser({ readsMail: false });
  await victim.open(link);
  assert.match(victim.text, /A mail told you of a sign-in to the account ada/);
  for (const browser of [thief, ada.browser]) assert.ok(await isIn(browser), 'looking changes nothing');

  await victim.open(link);
  await victim.send(END);

  assert.match(victim.text, /Every session has ended/);
  for (const browser of [thief, ada.browser]) assert.equal(await isIn(browser), false);
  await typePassword(victim, ada);
  assert.equal(victim.status, 401, 'the password opens nothing');
  await site.runJobs();
  const told = site.mails.slice(-2).map(wordsOf);
  assert.match(told[0] ?? '', /Every session of your account has ended\. Its password opens nothing/);
  assert.match(told[1] ?? '', /its password opens nothing any more\. The page behind this link sets a new one/);

  await victim.open(linkIn(site.mails.at(-1) ?? { text: '' }) ?? '');
  await victim.send('/account/reset-password/', { password: NEW, password_confirm: NEW, totp_value: nextCode(site, ada.app) });
  await arrive(site, { ...ada, password: NEW }, victim);
  assert.equal(victim.path, ACCOUNT);
  assert.match(
    await victim.open('/manage/account/history/'),
    /“This was not me” in a mail about a sign-in ended every session and switched the password off/,
  );
});

story('an account without a password: the button ends the sessions, and no reset is mailed', async (site) => {
  const { browser, authenticator } = await registerWithPasskey(site, 'grace');
  await signOut(browser);
  const laptop = site.browser();
  await laptop.open('/account/login/');
  await laptop.send('/account/login/passkey/', { credential: authenticator.get(await askAtLogin(laptop)) });
  await laptop.open(linkIn((await signInMails(site, { address: 'grace@example.org' }))[0] ?? { text: '' }) ?? '');
  await laptop.send(END);

  assert.equal(await isIn(laptop), false);
  await site.runJobs();
  assert.match(wordsOf(site.mails.at(-1)), /It has no password: look which passkeys are set up/);
});

story('the account page says when a password is off, to who comes in by a passkey', async (site) => {
  const grace = await signUpWithPasskey(site, 'grace');
  const laptop = site.browser();
  const enter = async (): Promise<void> => {
    await laptop.open('/account/login/');
    await laptop.send('/account/login/passkey/', { credential: grace.authenticator.get(await askAtLogin(laptop)) });
  };
  await enter();
  await laptop.open(linkIn((await signInMails(site, grace))[0] ?? { text: '' }) ?? '');
  await laptop.send(END);
  await enter();

  await laptop.open(ACCOUNT);
  assert.match(laptop.text, /Off\nIt opens nothing until you set a new one by a mailed link/);
});
