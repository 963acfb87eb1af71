import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { makeToken, signIn, signUp, signUpMember, typePassword, uploadWith } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

story('the history tells every step in words, newest first, with time, browser and address', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  await uploadWith(site, token, aWheel('tidewater', '1.0'));
  const thief = site.browser({ userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36' });
  await typePassword(thief, { username: 'ada', password: 'not the one she has' });

  await ada.browser.open('/manage/account/history/');

  const steps = [
    /A wrong password was refused/,
    /The token “laptop” uploaded tidewater-1\.0-py3-none-any\.whl/,
    /You made the token “laptop”/,
    /You added the authenticator app “Phone”/,
    /You signed in with the password alone/,
    /Your account was opened/,
  ];
  const places = steps.map((step) => ada.browser.text.search(step));
  assert.ok(!places.includes(-1), `not told: ${steps[places.indexOf(-1)]}`);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.match(ada.browser.text, /Chrome on Windows/);
  assert.match(ada.browser.text, /127\.0\.0\.1/);
});

story('the history can be narrowed to one kind, and each entry gets its place in the log', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await makeToken(ada, 'laptop');
  await site.runJobs();

  await ada.browser.open('/manage/account/history/?kind=tokens');

  assert.match(ada.browser.text, /You made the token “laptop”/);
  assert.doesNotMatch(ada.browser.text, /You added the authenticator app/);
  assert.match(ada.browser.text, /In the log\nNo\. \d+/);
});

story('nobody reads the history of somebody else, and a project’s history is for those who look after it', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await uploadWith(site, await makeToken(ada, 'laptop'), aWheel('tidewater', '1.0'));
  const eve = await signUpMember(site, 'eve');
  const stranger = site.browser();

  await ada.browser.open('/manage/project/tidewater/history/');
  assert.match(ada.browser.text, /tidewater-1\.0-py3-none-any\.whl/);
  await eve.browser.open('/manage/project/tidewater/history/');
  assert.equal(eve.browser.status, 404);
  await eve.browser.open('/manage/account/history/');
  assert.doesNotMatch(eve.browser.text, /tidewater|laptop/);
  await stranger.open('/manage/account/history/');
  assert.match(stranger.path, /^\/account\/login\//);
});

story('6.3.5: a sign-in from a new browser is in the history and told by mail', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const phone = site.browser({ userAgent: 'Mozilla/5.0 (Android 16; Mobile; rv:152.0) Gecko/152.0 Firefox/152.0' });

  await signIn(site, ada, phone);

  await phone.open('/manage/account/history/');
  assert.match(phone.text, /You signed in with password and authenticator app/);
  assert.match(phone.text, /Firefox on Android/);
});

story('an account without a second factor has a history too', async (site) => {
  const ada = await signUp(site, 'ada');

  await ada.browser.open('/manage/account/');

  assert.match(ada.browser.text, /Security history\nThe newest acts in your account\. Nothing is ever taken out\./);
});
