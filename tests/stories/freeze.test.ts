import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { makeToken, setUpOperator, signIn, signUpMember, stepUp, typePassword, uploadWith } from '../support/story-people.ts';
import { linkIn, story } from '../support/story-site.ts';

story('7.4.2, row 24: Ada freezes her account: every session ends, nobody signs in, and its token uploads nothing', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  const phone = site.browser();
  await signIn(site, ada, phone);

  await ada.browser.open('/manage/account/freeze/');
  await ada.browser.send('/manage/account/freeze/');
  assert.match(ada.browser.text, /The account is frozen/);

  for (const browser of [ada.browser, phone]) {
    await browser.open('/manage/account/');
    assert.match(browser.path, /^\/account\/login\//);
  }
  await typePassword(phone, ada);
  assert.equal(phone.status, 403);
  assert.match(phone.text, /This account is frozen/);
  const refused = await uploadWith(site, token, aWheel('tidewater', '1.0'));
  assert.equal(refused.status, 403);
  assert.match(refused.reason, /The account ada is frozen/);
});

story('the link of a notice freezes without signing in, after a page that asks', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const notice = await site.mailTo(ada.address);
  assert.match(notice.text, /Was it not you\?/);
  const anywhere = site.browser();

  await anywhere.open(linkIn(notice) ?? '');
  assert.match(anywhere.text, /Was this you\?/);
  await ada.browser.open('/manage/account/');
  assert.equal(ada.browser.status, 200);
  await anywhere.send('/account/not-me/');
  assert.match(anywhere.text, /The account is frozen/);

  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.path, /^\/account\/login\//);
});

story('the way back is an operator, who gives a reason; then everything works as before', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');
  await ada.browser.open('/manage/account/freeze/');
  await ada.browser.send('/manage/account/freeze/');

  await stepUp(site, olga);
  await olga.browser.open('/admin/users/ada/');
  await olga.browser.send('/admin/users/ada/unfreeze/', { reason: 'she called from her own number' });
  assert.match(olga.browser.text, /Freeze ada/);
  assert.match((await site.mailTo(ada.address)).text, /An operator lifted the freeze/);

  const laptop = site.browser();
  await signIn(site, ada, laptop);
  await laptop.open('/manage/account/history/');
  assert.match(laptop.text, /You froze your account/);
  assert.match(laptop.text, /The operator olga lifted the freeze of your account: “she called from her own number”/);
});
