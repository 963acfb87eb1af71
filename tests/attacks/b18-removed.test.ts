// Whoever was thrown out keeps, for the wait, the power to stop, freeze and undo, and no other (security-model B18).
import assert from 'node:assert/strict';
import { sweepRemoved } from '../../src/factors/sweep-removed.ts';
import type { Visitor } from '../support/browser-client.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { askForAccount, liveThroughWait, makeCircle, vouch } from '../support/lost-everything.ts';
import { moveAway } from '../support/move-away.ts';
import { addPasskey, askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import { countMore } from '../support/race.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { type Member, nextCode, signIn, signUpMember, typePassword } from '../support/story-people.ts';
import { linkIn, type StorySite, story } from '../support/story-site.ts';

const STOP = '/account/stop/';

/** A thief with cookie, password and a code puts an app of his own in place of the owner's; gives its secret. */
async function throwOut(site: StorySite, { username, browser }: Member): Promise<string> {
  await browser.open('/manage/account/totp-provision');
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'Mine', totp_value: nextCode(site, app) });
  await remove(site, browser, { username, kind: 'totp', name: 'Phone' });
  return app;
}

/** Removes one by its name. */
async function remove(
  { world }: StorySite,
  browser: Visitor,
  what: { username: string; kind: 'totp' | 'passkeys'; name: string },
): Promise<void> {
  const { username, kind, name } = what;
  const table = kind === 'totp' ? 'totp_apps' : 'webauthn_keys';
  const owner = await world.read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  const named = world.read.selectFrom(table).select('id').where('account_id', '=', owner.id).where('name', '=', name);
  const { id } = await named.executeTakeFirstOrThrow();
  const path = `/manage/account/${kind}/${id}/remove/`;
  await browser.open(path);
  await browser.send(path);
}

async function stopWith(site: StorySite, username: string, app: string): Promise<Visitor> {
  const browser = site.browser();
  await browser.open(STOP);
  await browser.send(STOP, { username, totp_value: nextCode(site, app) });
  return browser;
}

async function isFrozen({ world }: StorySite, username: string): Promise<boolean> {
  const row = await world.read.selectFrom('accounts').select('frozen_at').where('username', '=', username).executeTakeFirstOrThrow();
  return row.frozen_at !== null;
}

story('B18: an app that a thief removed throws him out: the account freezes, and the app opens nothing itself', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await throwOut(site, ada);
  assert.match((await site.mailTo(ada.address)).text, /For 72 hours it can still stop everything/);
  const owner = site.browser();
  await typePassword(owner, ada);
  await owner.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
  assert.equal(owner.status, 401);

  const stopper = await stopWith(site, 'ada', ada.app);
  assert.match(stopper.text, /Everything is stopped/);
  assert.ok(await isFrozen(site, 'ada'));
  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.path, /^\/account\/login\//);
  assert.equal((await stopWith(site, 'ada', ada.app)).status, 200, 'once more does no harm');
});

story('B18: after the wait it stops nothing any more, and is deleted', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await throwOut(site, ada);
  assert.equal(await sweepRemoved(site.world), 0);
  site.clock.advance({ hours: 73 });
  const stopper = await stopWith(site, 'ada', ada.app);
  assert.equal(stopper.status, 403);
  assert.equal(await sweepRemoved(site.world), 1);
  assert.deepEqual(await site.world.read.selectFrom('removed_apps').select('id').execute(), []);
  assert.equal(await isFrozen(site, 'ada'), false);
});

story('B18: an app that counts, another account’s, and a name that nobody has stop nothing, all in one sentence', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const bo = await signUpMember(site, 'bo');
  await throwOut(site, bo);
  for (const [username, app] of [
    ['ada', ada.app],
    ['ada', bo.app],
    ['nobody', bo.app],
  ] as const) {
    const { status, text } = await stopWith(site, username, app);
    assert.equal(status, 403);
    assert.match(text, /That stops nothing/);
  }
  assert.equal(await isFrozen(site, 'ada'), false);
  assert.equal(await isFrozen(site, 'bo'), false);
});

story('B18: guesses at it wait after five, and disable nothing', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await throwOut(site, ada);
  const thief = site.browser();
  await thief.open(STOP);
  const statuses: number[] = [];
  for (let guess = 0; guess < 7; guess += 1) {
    await thief.send(STOP, { username: 'ada', totp_value: '000000' });
    statuses.push(thief.status);
  }
  assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429, 429]);
  assert.equal((await stopWith(site, 'ada', ada.app)).status, 200);
});

story('B18: one code of a removed app stops once, fifty at a time', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await throwOut(site, ada);
  const browser = site.browser();
  await browser.open(STOP);
  const count = await countMore(site, 'factor.removed-used');
  const totp_value = nextCode(site, ada.app);
  await Promise.all(Array.from({ length: 50 }, () => browser.attempt(STOP, { username: 'ada', totp_value })));
  assert.equal(await count(), 1);
});

story('B18: a removed passkey stops, and signs in nowhere; what was signed for a sign-in stops nothing', async (site) => {
  const ada = await signUpWithPasskey(site, 'ada');
  await addPasskey(ada.browser, new SoftwareAuthenticator(site.origin), 'Second');
  await ada.browser.open('/account/reauthenticate/');
  const asked = await askOptions(ada.browser, '/account/reauthenticate/passkey/options/');
  await ada.browser.send('/account/reauthenticate/passkey/', { credential: ada.authenticator.get(asked) });
  await remove(site, ada.browser, { username: 'ada', kind: 'passkeys', name: 'MacBook' });

  const browser = site.browser();
  await browser.open('/account/login/');
  const signing = ada.authenticator.get(await askOptions(browser, '/account/login/passkey/options/'));
  await browser.send('/account/login/passkey/', { credential: signing });
  assert.equal(browser.status, 401);
  await browser.open(STOP);
  await browser.send(STOP, { credential: signing });
  assert.equal(browser.status, 403);
  await browser.send(STOP, { credential: ada.authenticator.get(await askOptions(browser, `${STOP}options/`)) });
  assert.match(browser.text, /Everything is stopped/);
  assert.ok(await isFrozen(site, 'ada'));
});

story('B18: it stops a recovery that is younger, and holds a change of addresses that is', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  await signIn(site, ada, ada.browser);
  await throwOut(site, ada);
  await moveAway(site, ada.browser, 'thief@example.net');
  await stopWith(site, 'ada', ada.app);
  await site.runJobs();
  const restore = site.mails.findLast(({ to, text }) => to === ada.address && text.includes('/account/restore-addresses/'));
  assert.ok(restore && linkIn(restore));
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /This recovery is over/);
});
