import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseClosed } from '../../src/recovery/erase-closed.ts';
import { attackedSite } from '../support/attack-site.ts';
import { closeHers, keepLink, liveDays } from '../support/closed.ts';
import { freezeHerself, signUpLongAgo } from '../support/frozen.ts';
import { live } from '../support/live.ts';
import { addPasskey, askAtLogin } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { registrationOf, setUpOperator, signIn, signInWithCode, signUpMember, stepUp } from '../support/story-people.ts';

const site = attackedSite();

async function exists(username: string): Promise<boolean> {
  const found = site().world.read.selectFrom('accounts').select('id').where('username', '=', username);
  return (await found.executeTakeFirst()) !== undefined;
}

test('C11: a stolen cookie alone closes nothing: both factors are asked for again', async () => {
  const ada = await signUpMember(site(), 'c11cookie');
  site().clock.advance({ minutes: 6 });
  await ada.browser.open('/manage/account/close/');
  assert.match(ada.browser.path, /^\/account\/reauthenticate\//);
});

test('C11, B17: the passkey that a thief added does not close the account', async () => {
  const ada = await signUpMember(site(), 'c11young');
  await live(site(), 100);
  await signIn(site(), ada, ada.browser);
  const thief = new SoftwareAuthenticator(site().world.settings.url);
  await addPasskey(ada.browser, thief, 'Thief');
  const laptop = site().browser();
  await laptop.send('/account/login/passkey/', { next: '/', credential: thief.get(await askAtLogin(laptop)) });
  await closeHers(laptop, 'c11young');
  assert.equal(laptop.status, 403);
  assert.match(laptop.text, /added too short a time ago/);
});

test('C11, B8: a session that a recovery code opened closes nothing', async () => {
  const ada = await signUpMember(site(), 'c11code');
  const laptop = site().browser();
  await signInWithCode(ada, laptop, ada.codes[2] ?? '');
  await laptop.open('/manage/account/close/');
  assert.doesNotMatch(laptop.page, /action="\/manage\/account\/close\/"/);
});

test('C11: the thief closes to destroy the evidence: the owner signs in on the last day, and everything is there', async () => {
  const ada = await signUpMember(site(), 'c11evidence');
  await closeHers(ada.browser, 'c11evidence');
  assert.equal(await liveDays(site(), 13), 0);
  await signIn(site(), ada, ada.browser);
  await ada.browser.open('/manage/account/history/');
  assert.match(ada.browser.text, /You closed your account/);
  assert.equal(await liveDays(site(), 30), 0);
  assert.equal(await exists('c11evidence'), true);
});

test('C11: a jump of the clock erases nothing, and a frozen account is not erased', async () => {
  const ada = await signUpMember(site(), 'c11clock');
  await closeHers(ada.browser, 'c11clock');
  site().clock.advance({ hours: 24 * 30 });
  assert.equal(await eraseClosed(site().world), 0);
  const olga = await setUpOperator(site(), 'c11olga');
  await stepUp(site(), olga);
  await olga.browser.open('/admin/users/c11clock/');
  await olga.browser.send('/admin/users/c11clock/freeze/', { reason: 'evidence' });
  assert.equal(await liveDays(site(), 40), 0);
  assert.equal(await exists('c11clock'), true);
});

test('C11: an owner who freezes meanwhile ends the closing', async () => {
  const ada = await signUpLongAgo(site(), 'c11freeze', 4);
  await closeHers(ada.browser, 'c11freeze');
  const browser = site().browser();
  await browser.open(await keepLink(site(), ada.address));
  assert.equal(browser.status, 200);
  await browser.send('/account/keep/');
  await browser.send('/account/login/passkey/', { next: '/', credential: ada.authenticator.get(await askAtLogin(browser)) });
  await closeHers(browser, 'c11freeze');
  await browser.send('/account/login/passkey/', { next: '/', credential: ada.authenticator.get(await askAtLogin(browser)) });
  await freezeHerself(browser);
  assert.equal(await liveDays(site(), 20), 0);
});

test('C11: an invitation does not bring a closed name back, in any spelling', async () => {
  const ada = await signUpMember(site(), 'c11name');
  await closeHers(ada.browser, 'c11name');
  assert.equal(await liveDays(site(), 15), 1);
  const browser = site().browser();
  for (const [username, status] of [
    ['c11name', 409],
    ['C11-Name', 409],
    ['~1.x', 400],
  ] as const) {
    await browser.open('/account/register/');
    await browser.send('/account/register/', { ...registrationOf('c11other'), username });
    assert.equal(browser.status, status, username);
  }
  assert.equal(await exists('c11name'), false);
});
