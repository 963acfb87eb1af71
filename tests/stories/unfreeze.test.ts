import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import {
  askToLift,
  freezeHerself,
  liftWithPasskey,
  NEW,
  openUnfreezeLink,
  signInByPasskey,
  signUpLongAgo,
  waitFor,
} from '../support/frozen.ts';
import { live } from '../support/live.ts';
import { makeToken, setUpOperator, signIn, signUp, signUpMember, stepUp, typePassword, uploadWith } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

story(
  'row 25: Ada freezes with the last 30 days beside it, and lifts it at once with an old passkey; tokens rest until she reviews them',
  async (site) => {
    const ada = await signUpLongAgo(site, 'ada', 31);
    const laptop = await makeToken(ada, 'laptop');
    const ci = await makeToken(ada, 'release job');
    const old = await makeToken(ada, 'an old machine');
    await ada.browser.open('/manage/account/freeze/');
    assert.match(ada.browser.text, /The last 30 days/);
    assert.match(ada.browser.text, /You signed in with a passkey/);
    assert.doesNotMatch(ada.browser.text, /account was opened/, 'nothing older');
    await ada.browser.send('/manage/account/freeze/');
    assert.match(ada.browser.text, /The account is frozen/);
    assert.match(ada.browser.text, /You froze your account/);
    assert.equal((await uploadWith(site, laptop, aWheel('tidewater', '1.0'))).status, 403);

    await typePassword(ada.browser, ada);
    assert.match(ada.browser.page, /href="\/account\/unfreeze\/"/);
    await liftWithPasskey(ada.browser, ada);
    assert.match(ada.browser.text, /The account is open again/);
    assert.match((await site.mailTo(ada.address)).text, /lifted with one of your older passkeys/);
    const refused = await uploadWith(site, laptop, aWheel('tidewater', '1.0'));
    assert.match(refused.reason, /suspended/);

    await signInByPasskey(ada);
    await ada.browser.open('/manage/account/');
    assert.match(ada.browser.text, /3 tokens rest until you say so/);
    await ada.browser.open('/manage/account/suspended-tokens/');
    for (const words of [/laptop/, /release job/, /May upload files/, /Not used yet/]) assert.match(ada.browser.text, words);
    const ids = [...ada.browser.page.matchAll(/name="tokens" value="([0-9a-f]{32})"/g)].map(([, id]) => id ?? '');
    assert.equal(new Set(ids).size, 3);
    await ada.browser.send('/manage/account/suspended-tokens/delete/', { tokens: ids[0] ?? '' });
    assert.match(ada.browser.text, /What you deleted opens nothing any more/);
    await ada.browser.send('/manage/account/suspended-tokens/resume/', { tokens: ids.slice(1).join(' ') });
    assert.match(ada.browser.text, /No token rests/);
    const outcomes = [];
    for (const token of [old, ci, laptop]) outcomes.push((await uploadWith(site, token, aWheel(`tide${outcomes.length}`, '1.0'))).status);
    assert.deepEqual(outcomes.toSorted(), [200, 200, 403]);
    await ada.browser.open('/manage/account/history/');
    assert.match(ada.browser.text, /You lifted the freeze of your account with a passkey and a new password/);
  },
);

story('the password is new after a passkey lifted the freeze: the old one opens nothing', async (site) => {
  const ada = await signUpLongAgo(site, 'ada', 31);
  await freezeHerself(ada.browser);
  await liftWithPasskey(ada.browser, ada);
  await typePassword(ada.browser, ada);
  assert.equal(ada.browser.status, 401);
  await typePassword(ada.browser, { username: 'ada', password: NEW });
  assert.equal(ada.browser.path, '/account/two-factor/');
});

story('row 26: without an old passkey: mailbox, password and code, then a day in which every address could say no', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  await freezeHerself(ada.browser);
  const browser = await askToLift(site, ada);
  assert.match(browser.text, /Now it waits a day/);
  assert.match((await site.mailTo(ada.address)).text, /24 hours after this mail/);
  assert.equal(await waitFor(site, 23), 0);
  await typePassword(browser, ada);
  assert.equal(browser.status, 403);

  await live(site, 2);
  assert.equal(await waitFor(site, 0), 0, 'lifted by the first look, nothing is left for the second');
  assert.match((await site.mailTo(ada.address)).text, /nobody said no for 24\shours/);
  const laptop = site.browser();
  await signIn(site, ada, laptop);
  await laptop.open('/manage/account/history/');
  assert.match(laptop.text, /Nobody said no for 24 hours: the freeze of your account was lifted/);
  assert.match((await uploadWith(site, token, aWheel('tidewater', '1.0'))).reason, /suspended/);
});

story('an account without a second factor comes back by mailbox and password, a day later', async (site) => {
  const ada = await signUp(site, 'ada');
  await freezeHerself(ada.browser);
  const browser = await openUnfreezeLink(site, ada);
  await browser.send('/account/confirm-unfreeze/', { password: ada.password });
  assert.match(browser.text, /Now it waits a day/);
  assert.equal(await waitFor(site, 25), 1);
  await typePassword(browser, ada);
  assert.match(browser.text, /Your account/);
});

story('an address says no: it stays frozen, and she may ask again', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await freezeHerself(ada.browser);
  await askToLift(site, ada);
  const mailbox = site.browser();
  const link = await site.linkMailedTo(ada.address);
  await mailbox.open(link);
  assert.match(mailbox.text, /Keep it frozen\?/);
  await mailbox.send('/account/keep-frozen/');
  assert.match(mailbox.text, /It stays frozen/);
  await mailbox.open(link);
  assert.equal(mailbox.status, 410);
  assert.equal(await waitFor(site, 30), 0);
  await typePassword(mailbox, ada);
  assert.equal(mailbox.status, 403);
  await askToLift(site, ada);
  assert.equal(await waitFor(site, 25), 1);
});

story('row 27: an operator takes the freeze over: from then on only operators lift it', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');
  await freezeHerself(ada.browser);
  await askToLift(site, ada);
  await stepUp(site, olga);
  await olga.browser.open('/admin/users/ada/');
  assert.match(olga.browser.text, /By its owner, who can lift it too/);
  await olga.browser.send('/admin/users/ada/freeze/', { reason: 'somebody has her mailbox' });
  assert.match(olga.browser.text, /Only an operator lifts it/);
  assert.equal(await waitFor(site, 30), 0);
  await typePassword(ada.browser, ada);
  assert.equal(ada.browser.status, 403);
});
