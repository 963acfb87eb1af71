import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { makeToken, PASSWORD, registrationOf, setUpOperator, signUpMember, typePassword, uploadWith } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const INVITE_ONLY = { settings: { pinned: {} } };

story('the set-up link makes the first operator, once; a second factor comes before her pages', async (site) => {
  const link = await site.setUpLink();
  const [olga, late] = [site.browser(), site.browser()];

  await olga.open(link);
  await late.open(link);
  await olga.send('/setup/', registrationOf('olga'));
  assert.equal(olga.path, '/manage/account/totp-provision');
  await olga.open('/admin/');
  assert.match(olga.text, /That needs a second factor/);
  await late.send('/setup/', registrationOf('otto'));
  assert.ok(late.status >= 400, String(late.status));
  await late.open(link);
  assert.equal(late.status, 410);
});

story('the set-up link dies after an hour', async (site) => {
  const browser = site.browser();

  await browser.open(await site.setUpLink());
  site.clock.advance({ minutes: 61 });
  await browser.send('/setup/', registrationOf('olga'));

  assert.match(browser.text, /used up or older than an hour/);
});

story(
  'strangers cannot register; who is invited gets a mail, makes an account and confirms the address',
  async (site) => {
    const olga = await setUpOperator(site);
    const [stranger, guest] = [site.browser(), site.browser()];
    await stranger.open('/account/register/');
    assert.match(stranger.text, /This index takes people by invitation/);

    await olga.browser.open('/admin/invite/');
    await olga.browser.send('/admin/invite/', { email: 'ada@example.org', reason: 'she joins the team' });
    await guest.open(await site.linkMailedTo('ada@example.org'));
    await guest.send('/account/invitation/', registrationOf('ada'));
    await guest.open(await site.linkMailedTo('ada@example.org'));
    await guest.send('/account/verify-email/', { deed: 'confirm' });

    assert.match(guest.text, /Your address is confirmed and the account is yours/);
    await olga.browser.open('/admin/');
    assert.match(olga.browser.text, /ada/);
  },
  INVITE_ONLY,
);

story('an operator freezes a user with a reason, which stands in the history of both', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');

  await olga.browser.open('/admin/users/ada/');
  await olga.browser.send('/admin/users/ada/freeze/', { reason: '' });
  assert.equal(olga.browser.status, 400);
  await olga.browser.send('/admin/users/ada/freeze/', { reason: 'signs of a thief' });

  await typePassword(ada.browser, ada);
  assert.match(ada.browser.text, /This account is frozen/);
  assert.match((await site.mailTo(ada.address)).text, /An operator froze your account/);
  await olga.browser.open('/admin/');
  assert.match(olga.browser.text, /froze .*account: “signs of a thief”/);
});

story('an operator revokes a token of anybody, and its owner reads why', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');

  await olga.browser.open('/admin/users/ada/');
  const revoke = /\/admin\/tokens\/[0-9a-f]+\/revoke\//.exec(olga.browser.page)?.[0] ?? '';
  await olga.browser.send(revoke, { reason: 'found in a public repository' });

  assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0'))).status, 403);
  await ada.browser.open('/manage/account/history/');
  assert.match(ada.browser.text, /olga.*token “laptop”/);
  assert.match(ada.browser.text, /found in a public repository/);
});

story('6.4.6: a reset link that an operator hands over sets a new password once, with the second factor', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');

  await olga.browser.open('/admin/users/ada/');
  await olga.browser.send('/admin/users/ada/reset-link/', { reason: 'she lost her mailbox' });
  const link = /(\/account\/reset-password\/\?token=[A-Za-z0-9_-]{43})</.exec(olga.browser.page)?.[1] ?? '';
  const browser = site.browser();
  await browser.open(link);
  const typed = { password: 'rhubarb winter saddle ninety', password_confirm: 'rhubarb winter saddle ninety' };
  await browser.send('/account/reset-password/', { ...typed, recovery_code_value: ada.codes[6] ?? '' });

  assert.match(browser.text, /The password is set/);
  await typePassword(browser, { username: 'ada', password: PASSWORD });
  assert.equal(browser.status, 401);
});

story('a reason that is too long is refused by every form that takes one, which keeps it, and nothing happens', async (site) => {
  const { browser } = await setUpOperator(site);
  await signUpMember(site, 'ada');
  const reason = `${'because of what she said '.repeat(9)}not`;
  const forms: readonly (readonly [page: string, action: string, fields: Record<string, string>])[] = [
    ['/admin/users/ada/', '/admin/users/ada/freeze/', {}],
    ['/admin/users/ada/', '/admin/users/ada/reset-link/', {}],
    ['/admin/policies/', '/admin/policies/wait/', { value: '7d' }],
    ['/admin/invite/', '/admin/invite/', { email: 'bob@example.org' }],
  ];

  for (const [page, action, fields] of forms) {
    await browser.open(page);
    await browser.send(action, { ...fields, reason });
    assert.equal(browser.status, 400, action);
    assert.match(browser.text, /Shorten the reason: it has 228 letters, and 200 are kept/, action);
    assert.ok(browser.page.includes(`value="${reason}"`), action);
  }
  assert.match(browser.page, /value="bob@example\.org"/);
  await browser.open('/admin/');
  assert.doesNotMatch(browser.text, /because of what she said/);
});
