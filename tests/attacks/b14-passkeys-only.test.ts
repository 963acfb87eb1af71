import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { addPasskey, askAtLogin, askOptions, type PasskeyMember, signUpWithPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { nextCode, PASSWORD, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites();
const SWITCH = '/manage/account/passkeys-only/';
const NEW = 'rhubarb winter saddle ninety';

/** Two passkeys and an app, and then passkeys only. */
async function closed(username: string): Promise<PasskeyMember & { readonly app: string }> {
  const member = await signUpWithPasskey(site(), username);
  const { browser } = member;
  await addPasskey(browser, new SoftwareAuthenticator(site().world.settings.url), 'Blue key');
  await browser.open('/manage/account/totp-provision');
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: nextCode(site(), app) });
  await browser.open(SWITCH);
  await browser.send(SWITCH, { deed: 'on' });
  assert.match(browser.text, /nothing but your passkeys opens this account/);
  return { ...member, app };
}

async function stepUpByKey({ browser, authenticator }: PasskeyMember): Promise<void> {
  await browser.open('/account/reauthenticate/');
  const asked = await askOptions(browser, '/account/reauthenticate/passkey/options/');
  await browser.send('/account/reauthenticate/passkey/', { credential: authenticator.get(asked) });
}

async function live(hours: number): Promise<void> {
  await site().world.database.transaction(async (tx) => {
    const { lived_ms } = await tx.selectFrom('clock').select('lived_ms').executeTakeFirstOrThrow();
    await tx
      .updateTable('clock')
      .set({ lived_ms: lived_ms + hours * 3_600_000 })
      .execute();
  });
}

attack('B14: the right password is answered as a wrong one and makes no half state; a passkey signs in', async () => {
  const member = await closed('b14in');
  const right = site().browser();
  const wrong = site().browser();

  await typePassword(right, member);
  await typePassword(wrong, { username: 'b14in', password: NEW });

  assert.deepEqual([right.status, right.path], [401, wrong.path]);
  const told = (text: string) => /User name and password do not match/.test(text);
  assert.deepEqual([told(right.text), told(wrong.text)], [true, true]);
  await right.open('/account/two-factor/');
  assert.equal(right.path, '/account/login/');
  const owner = site().browser();
  await owner.send('/account/login/passkey/', { credential: member.authenticator.get(await askAtLogin(owner)) });
  assert.equal(owner.path, '/manage/account/');
});

attack('B14: ten thieves who guess learn no more of the right password than of a wrong one', async () => {
  const member = await closed('b14oracle');
  const statuses = async (password: string): Promise<readonly number[]> => {
    const thief = site().browser();
    const seen: number[] = [];
    for (let guess = 0; guess < 3; guess += 1) {
      await typePassword(thief, { username: member.username, password });
      seen.push(thief.status);
    }
    return seen;
  };

  const [first, second] = [await statuses(PASSWORD), await statuses(NEW)];

  // One counter for both: the right one forgave nothing, so that the sixth waits whatever was typed before.
  assert.deepEqual(first, [401, 401, 401]);
  assert.deepEqual(second, [401, 401, 429]);
});

attack('B14: a reset takes neither a code of the app nor the mailbox alone, but a passkey', async () => {
  const member = await closed('b14reset');
  const browser = site().browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: 'b14reset' });
  await browser.open(await site().linkMailedTo('b14reset@example.org'));
  assert.doesNotMatch(browser.page, /name="totp_value"/);
  const form = { password: NEW, password_confirm: NEW };
  for (const factor of [{}, { credential: '' }]) {
    await browser.send('/account/reset-password/', { ...form, ...factor });
    assert.equal(browser.status, 403);
  }

  const credential = member.authenticator.get(await askOptions(browser, '/account/reset-password/options/'));
  await browser.send('/account/reset-password/', { ...form, credential });

  assert.match(browser.text, /The password is set/);
});

attack('B14: password and code step up nowhere', async () => {
  const member = await closed('b14step');
  await member.browser.open('/account/reauthenticate/');

  assert.doesNotMatch(member.browser.page, /name="totp_value"/);
});

attack('B14: one passkey is not enough, and of two none is removed while nothing else opens the account', async () => {
  const lone = await signUpWithPasskey(site(), 'b14lone');
  await lone.browser.open(SWITCH);
  assert.match(lone.browser.text, /You have one passkey that this can rest on; it needs two/);
  const member = await closed('b14two');
  await stepUpByKey(member);
  await member.browser.open('/manage/account/');
  const remove = /\/manage\/account\/passkeys\/[0-9a-f]+\/remove\//.exec(member.browser.page)?.[0] ?? '';
  await member.browser.open(remove);

  await member.browser.send(remove);

  assert.equal(member.browser.status, 400);
  assert.match(member.browser.text, /two of them stay/);
});

attack('B14: the other ways open again by an older passkey alone, and after the wait', async () => {
  const member = await closed('b14off');
  await stepUpByKey(member);
  await member.browser.open(SWITCH);
  await member.browser.send(SWITCH, { deed: 'off' });
  assert.match(member.browser.text, /again once the wait/);

  const early = site().browser();
  await typePassword(early, member);
  assert.equal(early.status, 401);
  await live(73);
  const late = site().browser();
  await typePassword(late, member);
  assert.equal(late.path, '/account/two-factor/');
});
