// What was added to an account that had a factor is young for the wait: it signs in, and decides nothing (security-model B17).
import assert from 'node:assert/strict';
import type { Visitor } from '../support/browser-client.ts';
import { closeHers } from '../support/closed.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { liveThrough } from '../support/live-through.ts';
import { askForAccount, makeCircle, vouch } from '../support/lost-everything.ts';
import { addPasskey, askAtLogin } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { type Member, nextCode, signIn, signUpMember } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const PROVISION = '/manage/account/totp-provision';

/** Removes the one app of an account by this session. */
async function removeApp({ world }: StorySite, { username, browser }: Pick<Member, 'username' | 'browser'>, name: string): Promise<void> {
  const owner = await world.read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  const apps = world.read.selectFrom('totp_apps').select('id').where('account_id', '=', owner.id).where('name', '=', name);
  const path = `/manage/account/totp/${(await apps.executeTakeFirstOrThrow()).id}/remove/`;
  await browser.open(path);
  await browser.send(path);
}

/** Adds an app of the thief's by this session; gives its secret. */
async function addApp(site: StorySite, browser: Visitor): Promise<string> {
  await browser.open(PROVISION);
  const app = appSecretOn(browser.page) ?? '';
  await browser.send(PROVISION, { name: 'Thief', totp_value: nextCode(site, app) });
  return app;
}

/** Types one of the codes that are shown back: the first factor counts. */
async function askBack(browser: Visitor): Promise<void> {
  const recovery_code_value = /[0-9a-z]{4}(?:-[0-9a-z]{4}){3}/.exec(browser.page)?.[0] ?? '';
  await browser.send(/action="(\/manage\/account\/recovery-codes\/[a-z]*\/?)"/.exec(browser.page)?.[1] ?? '', { recovery_code_value });
}

story('B17: a passkey that comes after the last factor was removed is young, although it is the only one', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await liveThrough(site, 100);
  await signIn(site, ada, ada.browser);
  await removeApp(site, ada, 'Phone');
  const key = new SoftwareAuthenticator(site.origin);
  await addPasskey(ada.browser, key, 'Thief');
  await askBack(ada.browser);
  const laptop = site.browser();
  await laptop.send('/account/login/passkey/', { next: '/', credential: key.get(await askAtLogin(laptop)) });
  await closeHers(laptop, 'ada');
  assert.equal(laptop.status, 403);
  assert.match(laptop.text, /added too short a time ago/);
});

story('B17: an app that comes after the last factor was removed is young too', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await liveThrough(site, 100);
  await signIn(site, ada, ada.browser);
  await removeApp(site, ada, 'Phone');
  const app = await addApp(site, ada.browser);
  await askBack(ada.browser);
  const laptop = site.browser();
  await signIn(site, { ...ada, app }, laptop);
  await closeHers(laptop, 'ada');
  assert.equal(laptop.status, 403);
  assert.match(laptop.text, /added too short a time ago/);
});

story('B17, C4: an app that a thief added in the last days before a recovery does not stop it; the owner’s does', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  const app = await addApp(site, ada.browser);
  site.clock.advance({ minutes: 2 });
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  await liveThrough(site, 70);
  const thief = site.browser();
  await signIn(site, { ...ada, app }, thief);
  await thief.open('/account/objection/');
  await thief.send('/account/objection/stop/');
  assert.equal(thief.status, 403);
  await browser.open('/account/recover/');
  assert.doesNotMatch(browser.text, /This recovery is over/);

  const owner = site.browser();
  await signIn(site, ada, owner);
  await owner.open('/account/objection/');
  await owner.send('/account/objection/stop/');
  await browser.open('/account/recover/');
  assert.match(browser.text, /This recovery is over/);
});

story('B17, B18: an app that was young when a recovery was asked for does not stop it by being removed', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  const app = await addApp(site, ada.browser);
  await removeApp(site, ada, 'Thief');
  site.clock.advance({ minutes: 2 });
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  const thief = site.browser();
  await thief.open('/account/stop/');
  await thief.send('/account/stop/', { username: 'ada', totp_value: nextCode(site, app) });
  await browser.open('/account/recover/');
  assert.doesNotMatch(browser.text, /This recovery is over/);
});
