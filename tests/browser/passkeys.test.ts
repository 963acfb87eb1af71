// Passkeys and security keys in a real browser, by virtual authenticators: each ceremony, with and without user verification.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { missingProgram } from '../support/programs.ts';
import { authenticators, PLATFORM, PLATFORM_WITHOUT_CHECK, ROAMING, ROAMING_WITH_PIN } from './authenticators.ts';
import { launchChromium } from './chromium.ts';
import { type OpenSite, openTestSite } from './open-site.ts';
import {
  addApp,
  addPasskey,
  codeNow,
  expectHeading,
  keepCodes,
  newcomer,
  pressPasskey,
  signInByPasskey,
  signOut,
  sitDownNew,
} from './passkey-steps.ts';
import { mailedLink, PASSWORD } from './tour-newcomer.ts';

describe('passkeys', { skip: missingProgram('chromium') }, () => {
  let browser: Browser;
  let site: OpenSite;

  before(async () => {
    [browser, site] = await Promise.all([launchChromium(), openTestSite({ KEYHOUSE_REGISTRATION: 'open' })]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('a passkey is the first factor, with recovery codes, and then signs in alone', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'ada');
    const keys = await authenticators(tour);
    await keys.add(PLATFORM);

    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);
    await expectHeading(tour, 'Your account');
    await signOut(tour);
    await signInByPasskey(tour);

    await expectHeading(tour, 'Your account');
    assert.match(await tour.page.locator('#sessions').innerText(), /Signed in with passkey/);
    assert.match(await tour.page.locator('#two-factor').innerText(), /MacBook\s+Resists phishing/);
    await tour.leave();
  });

  test('two passkeys stand instead of recovery codes', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'berta');
    const keys = await authenticators(tour);
    const first = await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keys.remove(first);
    await keys.add(ROAMING_WITH_PIN);

    await addPasskey(tour, 'Blue key', 'Add a second passkey');

    await expectHeading(tour, 'Your account');
    assert.match(await tour.page.locator('#two-factor').innerText(), /MacBook/);
    assert.match(await tour.page.locator('#two-factor').innerText(), /Blue key/);
    assert.doesNotMatch(await tour.page.locator('#two-factor').innerText(), /Recovery codes/);
    await tour.leave();
  });

  test('the same authenticator is not set up twice', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'carla');
    const keys = await authenticators(tour);
    await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);

    await tour.open('/manage/account/webauthn-provision');
    await tour.page.getByRole('button', { name: 'Add a passkey' }).click();

    await tour.page.getByText('This account has that passkey already.').first().waitFor();
    await tour.leave();
  });

  test('a security key without user verification stands beside the password, and not alone', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'dora');
    const keys = await authenticators(tour);
    await keys.add(ROAMING);
    await addPasskey(tour, 'Blue key');
    await keepCodes(tour);
    await signOut(tour);

    await tour.open('/account/login/');
    await tour.send('Continue', { username: 'dora', password: PASSWORD });
    await pressPasskey(tour, 'Use a passkey');

    await expectHeading(tour, 'Your account');
    assert.match(await tour.page.locator('#sessions').innerText(), /Signed in with password and security key/);
    await tour.leave();
  });

  test('a passkey steps up with one touch, and removes itself at once', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'emma');
    const keys = await authenticators(tour);
    await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);
    site.clock.advance({ minutes: 6 });

    await tour.page.getByRole('link', { name: 'Remove MacBook' }).click();
    await expectHeading(tour, 'Confirm it is you');
    await pressPasskey(tour, 'Use a passkey');
    await expectHeading(tour, 'Remove the passkey “MacBook”?');
    await tour.send('Remove the passkey MacBook');

    assert.match(await tour.page.locator('#two-factor').innerText(), /No second factor yet/);
    await tour.leave();
  });

  test('a passkey is not removed at once by password and code', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'frida');
    const keys = await authenticators(tour);
    const id = await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);
    const secret = await addApp(tour);
    await keys.remove(id);
    site.clock.advance({ minutes: 6 });

    await tour.page.getByRole('link', { name: 'Remove MacBook' }).click();
    await tour.send('Confirm', { password: PASSWORD, totp_value: codeNow(tour, secret) });
    await tour.send('Remove the passkey MacBook');

    assert.match(await tour.page.locator('#two-factor').innerText(), /MacBook\s+Resists phishing\s+Leaving/);
    await tour.send('Keep it MacBook');
    assert.doesNotMatch(await tour.page.locator('#two-factor').innerText(), /Leaving/);
    await tour.leave();
  });

  test('who forgot the password sets a new one with the passkey, in the same form', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'hanna');
    const keys = await authenticators(tour);
    await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);
    await signOut(tour);
    await tour.open('/account/request-password-reset/');
    await tour.send('Send a link', { username_or_email: 'hanna' });
    await tour.open(await mailedLink(tour, '/account/reset-password/'));
    await tour.page.locator('[name="password"]').fill('rhubarb winter saddle ninety');
    await tour.page.locator('[name="password_confirm"]').fill('rhubarb winter saddle ninety');
    await pressPasskey(tour, 'Set it with a passkey');

    await expectHeading(tour, 'The password is set');
    await tour.leave();
  });

  test('an account is registered without a password: mailbox, then passkey', async (t) => {
    const tour = await sitDownNew(t, { browser, site });
    const keys = await authenticators(tour);
    await keys.add(PLATFORM);
    await tour.open('/account/register/');
    await tour.send('Create it with a passkey', { username: 'ida', name: '', email: 'ida@northquay.example.org' });
    await tour.open(await mailedLink(tour, '/account/verify-email/'));
    await tour.send('Confirm and sign in');
    await expectHeading(tour, 'Add a second factor');
    await tour.page.locator('[name="name"]').fill('MacBook');
    await pressPasskey(tour, 'Add a passkey');
    await keepCodes(tour);
    assert.match(await tour.page.locator('#password').innerText(), /None: a passkey opens the account/);

    await signOut(tour);
    await signInByPasskey(tour);

    await expectHeading(tour, 'Your account');
    await tour.leave();
  });

  test('a passkey is renamed', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'greta');
    const keys = await authenticators(tour);
    await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);

    await tour.page.getByRole('link', { name: 'Rename MacBook' }).click();
    await tour.send('Rename', { name: 'Old MacBook' });

    assert.match(await tour.page.locator('#two-factor').innerText(), /Old MacBook/);
    await tour.leave();
  });

  test('a security key with a PIN is the first factor, and then signs in alone', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'jana');
    const keys = await authenticators(tour);
    await keys.add(ROAMING_WITH_PIN);
    await addPasskey(tour, 'Blue key');
    await keepCodes(tour);
    await signOut(tour);

    await tour.open('/account/login/');
    await pressPasskey(tour, 'Sign in with a passkey');

    await expectHeading(tour, 'Your account');
    assert.match(await tour.page.locator('#sessions').innerText(), /Signed in with passkey/);
    await tour.leave();
  });

  test('a built-in authenticator that checks nobody stands beside the password, like a plain key', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'klara');
    const keys = await authenticators(tour);
    await keys.add(PLATFORM_WITHOUT_CHECK);
    await addPasskey(tour, 'Old laptop');
    await keepCodes(tour);
    await signOut(tour);

    await tour.open('/account/login/');
    await tour.send('Continue', { username: 'klara', password: PASSWORD });
    await pressPasskey(tour, 'Use a passkey');

    await expectHeading(tour, 'Your account');
    assert.match(await tour.page.locator('#sessions').innerText(), /Signed in with password and security key/);
    await tour.leave();
  });

  test('a security key steps up beside the password', async (t) => {
    const tour = await newcomer(t, { browser, site }, 'lena');
    const keys = await authenticators(tour);
    await keys.add(ROAMING);
    await addPasskey(tour, 'Blue key');
    await keepCodes(tour);
    site.clock.advance({ minutes: 6 });

    await tour.open('/manage/account/emails/');
    await expectHeading(tour, 'Confirm it is you');
    await tour.page.locator('#key-password').fill(PASSWORD);
    await pressPasskey(tour, 'Use a passkey');

    assert.match(new URL(tour.page.url()).pathname, /^\/manage\/account\/emails\/$/);
    await tour.leave();
  });
});
