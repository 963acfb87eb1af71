import assert from 'node:assert/strict';
import type { Visitor } from '../support/browser-client.ts';
import { type Member, nextCode, signIn, signInWithCode, signUpMember, typePassword } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const WAITING = '/account/two-factor/mailbox/';
const ACCOUNT = '/manage/account/';

async function signOut(browser: Visitor): Promise<void> {
  await browser.open('/account/logout/');
  await browser.send('/account/logout/');
}

/** Password and code, by somebody who does not look into her mail. */
async function comeBack(site: StorySite, member: Member, browser: Visitor): Promise<string> {
  await signOut(browser);
  await typePassword(browser, member);
  await browser.send('/account/two-factor/', { totp_value: nextCode(site, member.app) });
  return browser.path;
}

/** The part of the account page that tells of browsers, or of sessions. */
async function partOf(browser: Visitor, heading: 'Known browsers' | 'Sessions'): Promise<string> {
  await browser.open(ACCOUNT);
  const parts = browser.page.split('<section class="part"');
  return (parts.find((part) => part.includes(`>${heading}</h2>`)) ?? '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

story('one browser serves two accounts: signing in to the second makes the first one ask nothing again', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const grace = await signUpMember(site, 'grace');
  const shared = site.browser();
  await signIn(site, ada, shared);
  await signOut(shared);
  await signIn(site, grace, shared);

  const quiet = site.browser({ readsMail: false });
  quiet.take(shared);
  assert.equal(await comeBack(site, ada, quiet), ACCOUNT);
  assert.equal(await comeBack(site, grace, quiet), ACCOUNT);
  assert.equal(await comeBack(site, ada, quiet), ACCOUNT);
});

story('a change of one account’s password leaves the browser known to the other', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const grace = await signUpMember(site, 'grace');
  const shared = site.browser();
  await signIn(site, ada, shared);
  await signOut(shared);
  await signIn(site, grace, shared);
  const password = 'rhubarb winter saddle ninety';
  await shared.open('/manage/account/password/');
  await shared.send('/manage/account/password/', { password_current: grace.password, password, password_confirm: password });

  const quiet = site.browser({ readsMail: false });
  quiet.take(shared);
  assert.equal(await comeBack(site, ada, quiet), ACCOUNT);
  assert.equal(await comeBack(site, { ...grace, password }, quiet), WAITING);
});

story('the account page lists its browsers: which is this one, whether it is known, from where, first and last sign-in', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const phone = site.browser({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1' });
  site.clock.advance({ hours: 25 });
  await signIn(site, ada, phone);

  const list = await partOf(phone, 'Known browsers');
  assert.match(list, /Safari on iPhone This browser Known: a sign-in with a code is not asked from your mailbox/);
  assert.match(list, /127\.0\.0\.1/);
  assert.match(list, /Firefox on Linux Known/);
  assert.equal(list.match(/This browser/g)?.length, 1);
});

story('forgetting a browser: the next sign-in there is asked from the mailbox again, its session goes on, others stay', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const laptop = site.browser({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Chrome/156.0.0.0 Safari/537.36' });
  await signIn(site, ada, laptop);
  const [, forget = ''] =
    /action="(\/manage\/account\/browsers\/[0-9a-f]{32}\/forget\/)"(?:(?!<\/form>).)* Chrome on macOS/s.exec(laptop.page) ?? [];
  await ada.browser.open(ACCOUNT);

  await laptop.open(ACCOUNT);
  await laptop.send(forget);

  assert.match(laptop.text, /The browser was forgotten\. Its session goes on/);
  assert.doesNotMatch(await partOf(laptop, 'Known browsers'), /Chrome on macOS/);
  const quiet = site.browser({ readsMail: false });
  quiet.take(laptop);
  assert.equal(await comeBack(site, ada, quiet), WAITING);
  const first = site.browser({ readsMail: false });
  first.take(ada.browser);
  assert.equal(await comeBack(site, ada, first), ACCOUNT);
  assert.match(await first.open('/manage/account/history/'), /You forgot a browser where the account was signed in to/);
});

story('forgetting all browsers forgets this one too', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const laptop = site.browser();
  await signIn(site, ada, laptop);
  await laptop.open(ACCOUNT);

  await laptop.send('/manage/account/browsers/forget/');

  assert.match(await partOf(laptop, 'Known browsers'), /No browser is known/);
  assert.match(await laptop.open('/manage/account/history/'), /You forgot 2 browsers/);
  for (const browser of [laptop, ada.browser]) {
    const quiet = site.browser({ readsMail: false });
    quiet.take(browser);
    assert.equal(await comeBack(site, ada, quiet), WAITING);
  }
});

story('the list of sessions names the factor of each, and says where it was a link', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const laptop = site.browser();
  await signIn(site, ada, laptop);
  await signInWithCode(ada, site.browser(), ada.codes[4] ?? '');
  const again = site.browser();
  again.take(laptop);
  await comeBack(site, ada, again);

  const list = await partOf(again, 'Sessions');
  assert.match(list, /Signed in with password and authenticator app “Phone” 127/);
  assert.match(list, /Signed in with password, recovery code and a mailed link/);
  assert.match(list, /Signed in with password, authenticator app “Phone” and a mailed link/);
});
