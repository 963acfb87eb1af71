import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ripenUnfreezings } from '../../src/recovery/ripen-unfreezings.ts';
import { attackedSite } from '../support/attack-site.ts';
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
import { appSecretOn } from '../support/kept-secrets.ts';
import { live } from '../support/live.ts';
import { deedsOfAddresses } from '../support/move-away.ts';
import { addPasskey, askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { codeNow, nextCode, PASSWORD, setUpOperator, signIn, signUpMember, stepUp, typePassword } from '../support/story-people.ts';

const site = attackedSite();

async function isFrozen(username: string): Promise<boolean> {
  const found = site().world.read.selectFrom('accounts').select('frozen_at').where('username', '=', username);
  return (await found.executeTakeFirstOrThrow()).frozen_at !== null;
}

/** Whether the day began in which an address can say no. */
async function isTold(username: string): Promise<boolean> {
  const joined = site().world.read.selectFrom('unfreezings').innerJoin('accounts', 'accounts.id', 'unfreezings.account_id');
  const row = await joined.select('told_at_lived_ms').where('username', '=', username).executeTakeFirstOrThrow();
  return row.told_at_lived_ms !== null;
}

test('C9: a cookie thief freezes, and the owner is back at once with her old passkey', async () => {
  const ada = await signUpLongAgo(site(), 'c9thief', 31);
  await freezeHerself(ada.browser.clone());
  await liftWithPasskey(site().browser(), ada);
  assert.equal(await isFrozen('c9thief'), false);
});

test('C9: a passkey of the 30 days before the freeze lifts nothing, however long the account stays frozen', async () => {
  const ada = await signUpLongAgo(site(), 'c9young', 40);
  await live(site(), 1);
  const thief = new SoftwareAuthenticator(site().world.settings.url);
  await signInByPasskey(ada);
  await addPasskey(ada.browser, thief, 'Thief');
  await live(site(), 24 * 20);
  await signInByPasskey(ada);
  await freezeHerself(ada.browser);
  assert.equal(await isFrozen('c9young'), true);
  await live(site(), 24 * 60);
  const browser = site().browser();
  await liftWithPasskey(browser, { username: 'c9young', authenticator: thief });
  assert.equal(browser.status, 403);
  assert.match(browser.text, /added less than 30 days before the account was frozen/);
  assert.equal(await isFrozen('c9young'), true);
});

test('C9: an answer without its person, of another browser, for another act, or used before lifts nothing', async () => {
  const ada = await signUpLongAgo(site(), 'c9answers', 31);
  await freezeHerself(ada.browser);
  const browser = site().browser();
  await browser.open('/account/unfreeze/');
  const here = await askOptions(browser, '/account/unfreeze/options/');
  const elsewhere = site().browser();
  await elsewhere.open('/account/unfreeze/');
  const there = await askOptions(elsewhere, '/account/unfreeze/options/');
  await elsewhere.open('/account/login/');
  const atLogin = await askOptions(elsewhere, '/account/login/passkey/options/');
  const { authenticator } = ada;
  const wrong = [authenticator.get(here, { isVerified: false }), authenticator.get(there), authenticator.get(atLogin), '', '{}'];
  for (const credential of wrong) {
    await browser.open('/account/unfreeze/');
    await browser.send('/account/unfreeze/', { username: 'c9answers', credential, password: NEW, password_confirm: NEW });
    assert.equal(browser.status, 403, credential.slice(0, 20));
  }
  assert.equal(await isFrozen('c9answers'), true);
  await liftWithPasskey(browser, ada);
  assert.equal(await isFrozen('c9answers'), false);
});

test('C9: the old password does not stay, and one that is too short changes nothing', async () => {
  const ada = await signUpLongAgo(site(), 'c9password', 31);
  await freezeHerself(ada.browser);
  const browser = site().browser();
  for (const password of ['', 'short']) {
    await browser.open('/account/unfreeze/');
    const credential = ada.authenticator.get(await askOptions(browser, '/account/unfreeze/options/'));
    await browser.send('/account/unfreeze/', { username: 'c9password', credential, password, password_confirm: password });
    assert.equal(browser.status, 400);
  }
  assert.equal(await isFrozen('c9password'), true);
});

test('C9: what an operator froze neither passkey nor mailbox opens', async () => {
  const olga = await setUpOperator(site(), 'c9olga');
  const ada = await signUpLongAgo(site(), 'c9operator', 31);
  await signIn(site(), olga, olga.browser);
  await stepUp(site(), olga);
  await olga.browser.open('/admin/users/c9operator/');
  await olga.browser.send('/admin/users/c9operator/freeze/', { reason: 'a test' });
  const browser = site().browser();
  await liftWithPasskey(browser, ada);
  assert.equal(browser.status, 403);
  assert.match(browser.text, /Only operators lift that/);
  await browser.open('/account/unfreeze/');
  await browser.send('/account/unfreeze/link/', { username_or_email: 'c9operator' });
  await site().runJobs();
  assert.ok(!site().mails.some(({ to, text }) => to === ada.address && text.includes('/account/confirm-unfreeze/')));
});

test('C9: the mailbox alone, the password alone, and a recovery code in place of the factor ask for nothing', async () => {
  const ada = await signUpMember(site(), 'c9proofs');
  await freezeHerself(ada.browser);
  const browser = await openUnfreezeLink(site(), ada);
  for (const form of [{ password: 'not the password' }, { password: PASSWORD }, { password: PASSWORD, totp_value: '000000' }]) {
    await browser.send('/account/confirm-unfreeze/', form);
    assert.equal(browser.status, 403);
  }
  assert.doesNotMatch(browser.page, /recovery_code_value/);
  assert.equal(await waitFor(site(), 30), 0);
});

test('C9, B17: an app that a thief added in the last days before the freeze asks for nothing', async () => {
  const ada = await signUpMember(site(), 'c9app');
  await live(site(), 100);
  await signIn(site(), ada, ada.browser);
  await ada.browser.open('/manage/account/totp-provision');
  const app = appSecretOn(ada.browser.page) ?? '';
  site().clock.advance({ seconds: 30 });
  await ada.browser.send('/manage/account/totp-provision', { name: 'Thief', totp_value: codeNow(site(), app) });
  await freezeHerself(ada.browser);
  const browser = await openUnfreezeLink(site(), ada);
  await browser.send('/account/confirm-unfreeze/', { password: PASSWORD, totp_value: nextCode(site(), app) });
  assert.equal(browser.status, 403);
  assert.match(browser.text, /added too short a time before/);
  await browser.send('/account/confirm-unfreeze/', { password: PASSWORD, totp_value: nextCode(site(), ada.app) });
  assert.match(browser.text, /Now it waits a day/);
});

test('C9, C7: the thief who brought an address and a code cannot outwait the old address: it gets the link, is told, and says no', async () => {
  const ada = await signUpMember(site(), 'c9window');
  await ada.browser.open('/manage/account/emails/');
  await ada.browser.send('/manage/account/emails/', { email: 'c9thief@example.net' });
  await ada.browser.open(await site().linkMailedTo('c9thief@example.net'));
  await ada.browser.send('/account/verify-email/', { deed: 'confirm' });
  await ada.browser.send(deedsOfAddresses(ada.browser.page)['make-primary'] ?? '');
  await freezeHerself(ada.browser);
  const thief = site().browser();
  await thief.open('/account/unfreeze/');
  await thief.send('/account/unfreeze/link/', { username_or_email: 'c9thief@example.net' });
  await site().runJobs();
  assert.ok(!site().mails.some(({ to, text }) => to === 'c9thief@example.net' && text.includes('/account/confirm-unfreeze/')));

  const owner = await openUnfreezeLink(site(), ada);
  await owner.send('/account/confirm-unfreeze/', { password: PASSWORD, totp_value: nextCode(site(), ada.app) });
  await site().runJobs();
  const told = site()
    .mails.filter(({ subject }) => subject.includes('The freeze of c9window is to be lifted'))
    .map(({ to }) => to);
  assert.deepEqual(told.toSorted(), ['c9thief@example.net', ada.address]);
});

test('C9: the day does not begin while the notices lie undelivered, and a jump of the clock does not end it', async () => {
  const ada = await signUpMember(site(), 'c9delivery');
  await freezeHerself(ada.browser);
  await askToLift(site(), ada);
  await live(site(), 48);
  await ripenUnfreezings(site().world);
  assert.equal(await isTold('c9delivery'), false, 'nothing was delivered');
  await site().runJobs();
  await ripenUnfreezings(site().world);
  assert.equal(await isTold('c9delivery'), true, 'now the day begins');
  site().clock.advance({ hours: 48 });
  await ripenUnfreezings(site().world);
  assert.equal(await isFrozen('c9delivery'), true, 'wall time alone ripens nothing');
  await live(site(), 25);
  await ripenUnfreezings(site().world);
  assert.equal(await isFrozen('c9delivery'), false);
});

test('C9: the page that sends links says the same for every name, and tokens that nobody reviewed upload nothing', async () => {
  const ada = await signUpMember(site(), 'c9names');
  const answers = new Set<string>();
  for (const name of ['nobody-here', 'c9names', 'c9proofs']) {
    const browser = site().browser();
    await browser.open('/account/unfreeze/');
    await browser.send('/account/unfreeze/link/', { username_or_email: name });
    answers.add(`${browser.status} ${browser.text.replaceAll(name, 'NAME')}`);
  }
  assert.equal(answers.size, 1);
  const other = await signUpWithPasskey(site(), 'c9other');
  await other.browser.open('/manage/account/suspended-tokens/');
  assert.match(other.browser.text, /No token rests/);
  await typePassword(site().browser(), ada);
});

test('C9: somebody else’s suspended token is neither resumed nor deleted', async () => {
  const ada = await signUpLongAgo(site(), 'c9tokens', 31);
  await ada.browser.open('/manage/account/token/');
  await ada.browser.send('/manage/account/token/', { description: 'hers', token_scope: 'scope:user' });
  await freezeHerself(ada.browser);
  await liftWithPasskey(site().browser(), ada);
  const thief = await signUpMember(site(), 'c9stranger');
  const [token] = await site().world.read.selectFrom('tokens').select('id').where('description', '=', 'hers').execute();
  await thief.browser.open('/manage/account/token/');
  await thief.browser.send('/manage/account/token/', { description: 'his', token_scope: 'scope:user' });
  const csrf = /name="csrf_token" value="([^"]*)"/.exec(thief.browser.page)?.[1] ?? '';
  for (const deed of ['resume', 'delete']) {
    const answer = await fetch(`${site().origin}/manage/account/suspended-tokens/${deed}/`, {
      method: 'POST',
      body: new URLSearchParams({ csrf_token: csrf, tokens: token?.id ?? '' }),
      headers: { cookie: thief.browser.cookie, origin: site().origin },
      redirect: 'manual',
    });
    assert.equal(answer.status, 404, deed);
  }
  const row = await site()
    .world.read.selectFrom('tokens')
    .selectAll()
    .where('id', '=', token?.id as never)
    .executeTakeFirstOrThrow();
  assert.ok(row.suspended_at !== null && row.deleted_at === null);
});
