import assert from 'node:assert/strict';
import { Refusal } from '../../src/base/refusal.ts';
import { spendGuess } from '../../src/limits/guesses.ts';
import type { Pool } from '../../src/limits/judge-guess.ts';
import { attackedSites } from '../support/attack-site.ts';
import { codeNow, nextCode, PASSWORD, signIn, signUp, signUpMember, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites();

/** So many wrong answers, each after its wait, before the ones that a test sends itself. */
async function spendMany(username: string, kind: 'password' | 'totp', pool: Pool, count: number): Promise<void> {
  const { world, clock } = site();
  const { id } = await world.read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  for (let guess = 0; guess < count; guess += 1) {
    clock.advance({ minutes: 61 });
    await spendGuess(world, { authenticator: `${kind}:${id}`, pool });
  }
  clock.advance({ minutes: 61 });
}

attack('B1: whoever has the password and sends a hundred wrong codes does not make the account open by the password alone', async () => {
  const member = await signUpMember(site(), 'b1');
  const thief = site().browser();

  await spendMany('b1', 'totp', 'stranger', 79);
  await typePassword(thief, member);
  await thief.send('/account/two-factor/', { totp_value: '000000' });
  assert.equal(thief.status, 401);
  const known = member.browser.clone();
  await spendMany('b1', 'totp', 'known', 19);
  await typePassword(known, member);
  await known.send('/account/two-factor/', { totp_value: '000000' });
  assert.equal(known.status, 401, 'the hundredth');

  await typePassword(thief, member);
  assert.equal(thief.path, '/account/two-factor/');
  await thief.open('/manage/account/');
  assert.equal(thief.path, '/account/two-factor/');
  site().clock.advance({ minutes: 61 });
  await typePassword(known, member);
  await known.send('/account/two-factor/', { totp_value: codeNow(site(), member.app) });
  assert.equal(known.status, 429);
  await known.open('/account/recovery-code/');
  await known.send('/account/recovery-code/', { recovery_code_value: member.codes[3] ?? '' });
  assert.equal(known.path, '/manage/account/');
});

attack(
  'B2, 15, 6.3.1: a stranger who sends wrong passwords for days keeps the owner out of no browser that the account knows',
  async () => {
    const member = await signUpMember(site(), 'b2');
    const strangers = [];
    await spendMany('b2', 'password', 'stranger', 79);
    for (let guess = 0; guess < 4; guess += 1) {
      const stranger = site().browser();
      await typePassword(stranger, { username: 'b2', password: `wrong number ${guess} of very many` });
      strangers.push(stranger.status);
      site().clock.advance({ hours: 30 });
    }
    const stranger = site().browser();
    await typePassword(stranger, member);
    await typePassword(member.browser, member);

    assert.deepEqual(strangers, [401, 429, 429, 429]);
    assert.equal(stranger.status, 429, 'not even the right password is looked at');
    assert.equal(member.browser.path, '/account/two-factor/');
  },
);

attack('B4: a guess whose evaluation is broken off stays spent, so that breaking it off gives no free guesses', async () => {
  const member = await signUpMember(site(), 'b4');
  const { slowHash } = site().world;
  const { hash } = slowHash;
  const thief = site().browser();
  slowHash.hash = () => Promise.reject(new Refusal('too-many', 'sign-in.busy', 'Very many sign-ins at once. Try again in a minute.'));
  const broken = [];
  for (let guess = 0; guess < 5; guess += 1) {
    await typePassword(thief, { username: 'b4', password: 'broken off in the middle' });
    broken.push(thief.status);
  }
  slowHash.hash = hash;

  await typePassword(thief, member);

  assert.deepEqual(broken, [429, 429, 429, 429, 429]);
  assert.match(thief.text, /Wait/i);
  assert.equal(thief.status, 429);
});

attack('B5, 11, 54, 7.5.1: a stolen cookie with the password alone, a phished code alone, or a recovery code adds no factor', async () => {
  const member = await signUpMember(site(), 'b5');
  const thief = member.browser.clone();
  site().clock.advance({ minutes: 6 });
  const tries = [
    { password: PASSWORD, totp_value: '' },
    { password: '', totp_value: nextCode(site(), member.app) },
    { password: PASSWORD, totp_value: member.codes[2] ?? '' },
    { password: 'some other long password', totp_value: nextCode(site(), member.app) },
  ];
  for (const fields of tries) {
    await thief.open('/account/reauthenticate/');
    await thief.send('/account/reauthenticate/', fields);
    assert.ok([401, 403].includes(thief.status), `${thief.status}`);
    await thief.open('/manage/account/totp-provision');
    assert.equal(thief.path, '/account/reauthenticate/?next=%2Fmanage%2Faccount%2Ftotp-provision');
  }
});

attack(
  'B8, 59: a session by a found recovery code changes nothing: no factor, address, password, token, name or other session',
  async () => {
    const member = await signUpMember(site(), 'b8');
    const thief = site().browser();
    await typePassword(thief, member);
    await thief.open('/account/recovery-code/');
    await thief.send('/account/recovery-code/', { recovery_code_value: member.codes[4] ?? '' });
    assert.equal(thief.path, '/manage/account/');

    for (const path of ['totp-provision', 'recovery-codes/', 'emails/', 'password/', 'token/', 'name/']) {
      await thief.open(`/manage/account/${path}`);
      assert.notEqual(thief.path, `/manage/account/${path}`);
    }
  },
);

attack(
  'B16, 28, 30: a half state begun as one account finishes as no other, not twice, and not after the password was changed',
  async () => {
    const [ada, eve] = [await signUpMember(site(), 'b16a'), await signUpMember(site(), 'b16e')];
    const thief = site().browser();
    await typePassword(thief, eve);
    const stale = thief.clone();
    await thief.send('/account/two-factor/', { totp_value: nextCode(site(), ada.app) });
    assert.equal(thief.status, 401, 'the code of another account');
    await thief.send('/account/two-factor/', { totp_value: nextCode(site(), eve.app) });
    assert.equal(thief.path, '/manage/account/');
    await stale.send('/account/two-factor/', { totp_value: nextCode(site(), eve.app) });
    assert.equal(stale.path, '/account/login/');

    const other = site().browser();
    await typePassword(other, ada);
    await ada.browser.open('/manage/account/password/');
    const fields = {
      password_current: PASSWORD,
      password: 'rhubarb winter saddle ninety',
      password_confirm: 'rhubarb winter saddle ninety',
    };
    await ada.browser.send('/manage/account/password/', fields);
    await other.send('/account/two-factor/', { totp_value: nextCode(site(), ada.app) });
    assert.equal(other.path, '/account/login/');
  },
);

attack('B16, 27, 6.3.3: with half a sign-in every other page leads back to the second step, and every other form is refused', async () => {
  const member = await signUpMember(site(), 'b16h');
  const half = site().browser();
  await typePassword(half, member);

  for (const path of [
    '/manage/account/',
    '/manage/account/token/',
    '/manage/account/emails/',
    '/manage/account/totp-provision',
    '/manage/projects/',
  ]) {
    await half.open(path);
    assert.equal(half.path, '/account/two-factor/');
  }
});

attack('B19, 7.3.2: a stolen cookie is not kept alive beyond twelve hours by the password alone, nor by uploads', async () => {
  const member = await signUpMember(site(), 'b19');
  const thief = member.browser.clone();
  for (let hour = 0; hour < 12; hour += 1) {
    site().clock.advance({ minutes: 59 });
    await thief.open('/manage/account/');
    await site().runJobs();
  }
  assert.equal(thief.path, '/manage/account/');
  site().clock.advance({ minutes: 13 });
  await thief.open('/manage/account/');
  assert.equal(thief.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
  await typePassword(thief, member);
  assert.equal(thief.path, '/account/two-factor/');
});

attack('B19, 7.2.4: after a step-up the cookie from before opens nothing', async () => {
  const member = await signUpMember(site(), 'b19s');
  const stolen = member.browser.clone();
  await member.browser.open('/account/reauthenticate/');
  await member.browser.send('/account/reauthenticate/', { password: PASSWORD, totp_value: nextCode(site(), member.app) });

  await stolen.open('/manage/account/');

  assert.equal(stolen.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
});

attack('32, 7.2.4: a session that was planted before the sign-in opens nothing, and signing in gives an id never seen', async () => {
  const member = await signUpMember(site(), 'fixed');
  const planted = site().browser();
  planted.keep(`__Host-kh_session=${'A'.repeat(43)}; Path=/`);
  await signIn(site(), member, planted);

  assert.equal(planted.path, '/manage/account/');
  assert.ok(!planted.cookie.includes('A'.repeat(43)));
});

attack('B15, 38: a visitor’s browser is signed in to the attacker’s account by no form without a token of that browser', async () => {
  await signUp(site(), 'mallory');
  const body = new URLSearchParams({ username: 'mallory', password: PASSWORD }).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };

  for (const headers of [type, { ...type, origin: 'https://evil.example' }, { ...type, 'sec-fetch-site': 'cross-site' }]) {
    assert.equal((await site().ask('/account/login/', { method: 'POST', headers, body })).status, 403);
  }
});
