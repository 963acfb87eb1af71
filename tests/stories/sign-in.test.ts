import assert from 'node:assert/strict';
import { nextCode, signIn, signUp, signUpMember, stepUp, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const WRONG = 'not the password she has';

story('a wrong password and a name that nobody has get the same answer', async (site) => {
  const ada = await signUp(site, 'ada');
  const [wrong, nobody] = [site.browser(), site.browser()];

  await typePassword(wrong, { username: ada.username, password: WRONG });
  await typePassword(nobody, { username: 'eve', password: WRONG });

  assert.equal(wrong.status, 401);
  assert.equal(nobody.status, 401);
  assert.match(wrong.text, /User name and password do not match/);
  assert.equal(nobody.text, wrong.text);
});

story('row 3: after five wrong passwords the next one waits thirty seconds, and is then looked at again', async (site) => {
  const ada = await signUp(site, 'ada');
  const browser = site.browser();
  for (let guess = 0; guess < 5; guess += 1) await typePassword(browser, { username: 'ada', password: WRONG });

  await typePassword(browser, ada);
  assert.equal(browser.status, 429);
  assert.match(browser.text, /Too many wrong answers: wait until 12:01 UTC\nThat is 30 seconds\./);
  site.clock.advance({ seconds: 31 });
  await typePassword(browser, ada);

  assert.equal(browser.path, '/manage/account/');
});

story('29, row 9: a half sign-in is over after five minutes, and in any other browser', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const [laptop, other] = [site.browser(), site.browser()];
  await typePassword(laptop, ada);

  await other.open('/account/two-factor/');
  assert.equal(other.path, '/account/login/');
  site.clock.advance({ minutes: 6 });
  await laptop.open('/account/two-factor/');
  assert.equal(laptop.path, '/account/login/');
});

story('who was on the way to a page gets there after signing in, and never to another site', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const laptop = site.browser();

  await laptop.open('/manage/projects/');
  await laptop.send('/account/login/', { username: 'ada', password: ada.password });
  await laptop.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
  assert.equal(laptop.path, '/manage/projects/');

  const lured = site.browser();
  await lured.open('/account/login/?next=https://evil.example/');
  await lured.send('/account/login/', { username: 'ada', password: ada.password });
  await lured.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
  assert.equal(lured.path, '/manage/account/');
});

story('33, 7.4.1: signing out ends the session for good: its cookie opens nothing afterwards', async (site) => {
  const ada = await signUp(site, 'ada');
  const copy = ada.browser.clone();

  await ada.browser.open('/account/logout/');
  await ada.browser.send('/account/logout/');
  assert.equal(ada.browser.path, '/');

  await copy.open('/manage/account/');
  assert.equal(copy.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
});

story('7.5.2: the account page lists where Ada is signed in, and she ends one session, then all others', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const phone = site.browser({
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1',
  });
  const [laptop, tablet] = [site.browser(), site.browser()];
  for (const browser of [phone, laptop, tablet]) await signIn(site, ada, browser);

  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.text, /^Sessions 4$/m);
  assert.match(ada.browser.text, /Safari on iPhone/);
  const [end = ''] = /\/manage\/account\/sessions\/[^/]+\/end\/(?=.*Safari)/s.exec(ada.browser.page) ?? [];
  await ada.browser.send(end);
  assert.match(ada.browser.text, /The session has ended/);
  assert.match(ada.browser.text, /^Sessions 3$/m);
  await ada.browser.send('/manage/account/sessions/end-others/');
  assert.match(ada.browser.text, /All other sessions have ended/);

  for (const browser of [phone, laptop, tablet]) {
    await browser.open('/manage/account/');
    assert.match(browser.path, /^\/account\/login\//);
  }
});

story('7.3.1: a session that rested an hour goes on after one factor, within twelve hours of both', async (site) => {
  const ada = await signUpMember(site, 'ada');

  site.clock.advance({ minutes: 61 });
  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.path, /^\/account\/login\//);
  await ada.browser.send('/account/login/', { username: 'ada', password: ada.password });
  assert.equal(ada.browser.path, '/manage/account/');

  site.clock.advance({ hours: 12 });
  await ada.browser.open('/manage/account/');
  await ada.browser.send('/account/login/', { username: 'ada', password: ada.password });
  assert.equal(ada.browser.path, '/account/two-factor/');
});

story('7.5.1, row 16: what changes who gets in asks for password and code in one form, and leads back', async (site) => {
  const ada = await signUpMember(site, 'ada');
  site.clock.advance({ minutes: 20 });

  await ada.browser.open('/manage/account/token/');
  assert.equal(ada.browser.path, '/account/reauthenticate/?next=%2Fmanage%2Faccount%2Ftoken%2F');
  await ada.browser.send('/account/reauthenticate/', { password: WRONG, totp_value: nextCode(site, ada.app) });
  assert.equal(ada.browser.status, 401);
  await ada.browser.send('/account/reauthenticate/', { password: ada.password, totp_value: nextCode(site, ada.app) });

  assert.equal(ada.browser.path, '/manage/account/token/');
  await ada.browser.open('/manage/account/history/');
  assert.match(ada.browser.text, /You confirmed it is you, with password and authenticator app/);
});

story('a recovery code is no step-up', async (site) => {
  const ada = await signUpMember(site, 'ada');
  site.clock.advance({ minutes: 20 });

  await ada.browser.open('/account/reauthenticate/');
  await ada.browser.send('/account/reauthenticate/', { password: ada.password, totp_value: ada.codes[2] ?? '' });
  assert.equal(ada.browser.status, 401);

  await stepUp(site, ada);
  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.text, /0 of 10 used/);
});
