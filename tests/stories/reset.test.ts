import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { makeToken, nextCode, type Person, signIn, signUp, signUpMember, typePassword, uploadWith } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';
const TYPED = { password: NEW, password_confirm: NEW };

/** Asks for a link, finds it in the mailbox and opens it in a browser of its own. */
async function openResetLink(site: StorySite, { username, address }: Person): ReturnType<StorySite['linkMailedTo']> {
  const browser = site.browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: username });
  return site.linkMailedTo(address);
}

story('a forgotten password is set anew by a mailed link; every session ends', async (site) => {
  const ada = await signUp(site, 'ada');
  const browser = site.browser();

  await browser.open(await openResetLink(site, ada));
  assert.match(browser.text, /For the account ada\. Every session ends\./);
  assert.equal(browser.headers.get('referrer-policy'), 'no-referrer');
  await browser.send('/account/reset-password/', TYPED);
  assert.match(browser.text, /The password is set/);

  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.path, /^\/account\/login\//);
  await typePassword(browser, ada);
  assert.equal(browser.status, 401);
  await typePassword(browser, { ...ada, password: NEW });
  assert.equal(browser.path, '/manage/account/');
});

story('asking for a link by nothing, or by pages of text, is refused with the form, and nothing comes back without bound', async (site) => {
  const browser = site.browser();
  await browser.open('/account/request-password-reset/');

  for (const [typed, says] of [
    ['', /Type your user name, or a mail address of the account\./],
    [' \t ', /Type your user name, or a mail address of the account\./],
    ['x'.repeat(10_000), /A user name or mail address has at most 254 characters\./],
  ] as const) {
    await browser.send('/account/request-password-reset/', { username_or_email: typed });
    assert.equal(browser.status, 400);
    assert.match(browser.text, says);
    assert.match(browser.page, /name="username_or_email"/);
    assert.doesNotMatch(browser.page, /x{1000}/);
  }
  await browser.send('/account/request-password-reset/', { username_or_email: 'ada@'.padEnd(255, 'x') });
  assert.equal(browser.status, 400);
  assert.match(browser.page, /value="ada@x{251}"/);
  await browser.send('/account/request-password-reset/', { username_or_email: ' ada ' });
  assert.match(browser.text, /If ada belongs to an account/);
});

story('where a recovery code was the factor, the notice says how many are left', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const browser = site.browser();

  for (const [used, left] of [9, 8].entries()) {
    await browser.open(await openResetLink(site, ada));
    const password = `${NEW} ${used}`;
    const form = { password, password_confirm: password, recovery_code_value: ada.codes[used] ?? '' };
    await browser.send('/account/reset-password/', form);
    assert.match(browser.text, /The password is set/);
    assert.match((await site.mailTo(ada.address)).text, new RegExp(`A recovery code was used: it is used up, and ${left} are left\\.`));
  }
  await browser.open(await openResetLink(site, ada));
  await browser.send('/account/reset-password/', { ...TYPED, totp_value: nextCode(site, ada.app) });
  assert.doesNotMatch((await site.mailTo(ada.address)).text, /recovery code was used/);
});

story('with a second factor the link alone opens nothing: code and new password are one act', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const browser = site.browser();
  await browser.open(await openResetLink(site, ada));

  await browser.send('/account/reset-password/', { ...TYPED, totp_value: '' });
  assert.equal(browser.status, 403);
  assert.match(browser.text, /That code was wrong/);
  await browser.send('/account/reset-password/', { ...TYPED, totp_value: nextCode(site, ada.app) });
  assert.match(browser.text, /The password is set/);

  await signIn(site, { ...ada, password: NEW }, browser);
  assert.equal(browser.path, '/manage/account/');
  assert.match(await browser.open('/manage/account/history/'), /set a new password with a reset link/);
});

story('where the app is lost a recovery code stands in for it, once', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const browser = site.browser();

  await browser.open(await openResetLink(site, ada));
  await browser.send('/account/reset-password/', { ...TYPED, recovery_code_value: ada.codes[3] ?? '' });
  assert.match(browser.text, /The password is set/);

  await browser.open(await openResetLink(site, ada));
  await browser.send('/account/reset-password/', { ...TYPED, recovery_code_value: ada.codes[3] ?? '' });
  assert.equal(browser.status, 403);
  assert.match(browser.text, /That recovery code was wrong or already used/);
});

story('60, 6.5.1: a link works once, for an hour, and a newer one kills it', async (site) => {
  const ada = await signUp(site, 'ada');
  const older = await openResetLink(site, ada);
  const newer = await openResetLink(site, ada);

  const browser = site.browser();
  await browser.open(older);
  assert.equal(browser.status, 410);
  await browser.open(newer);
  site.clock.advance({ minutes: 61 });
  await browser.send('/account/reset-password/', TYPED);
  assert.match(browser.text, /This link is over|This link is used up/);

  const link = await openResetLink(site, ada);
  await browser.open(link);
  await browser.send('/account/reset-password/', TYPED);
  await browser.open(link);
  assert.equal(browser.status, 410);
});

story('asking for a link says the same for every name and address, and mails nobody who has no account', async (site) => {
  await signUp(site, 'ada');
  await site.runJobs();
  const before = site.mails.length;
  const pages: string[] = [];

  for (const typed of ['ada', 'ada@example.org', 'nobody', 'nobody@example.org']) {
    const browser = site.browser();
    await browser.open('/account/request-password-reset/');
    await browser.send('/account/request-password-reset/', { username_or_email: typed });
    assert.equal(browser.status, 200);
    pages.push(browser.text.replace(typed, 'it'));
  }
  await site.runJobs();

  assert.equal(new Set(pages).size, 1);
  assert.deepEqual(
    site.mails.slice(before).map(({ to }) => to),
    ['ada@example.org', 'ada@example.org'],
  );
});

story('tokens of the last thirty days rest after a reset until their owner says that they are hers', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  const browser = site.browser();
  await browser.open(await openResetLink(site, ada));
  await browser.send('/account/reset-password/', { ...TYPED, totp_value: nextCode(site, ada.app) });

  const refused = await uploadWith(site, token, aWheel('tidewater', '1.0'));
  assert.equal(refused.status, 403);
  assert.match(refused.reason, /This API token is suspended/);

  await signIn(site, { ...ada, password: NEW }, browser);
  assert.match(browser.text, /Uploads nothing until you say that it is yours/);
  await browser.send(/\/manage\/account\/token\/[0-9a-f]+\/resume\//.exec(browser.page)?.[0] ?? '');
  assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0'))).status, 200);
});
