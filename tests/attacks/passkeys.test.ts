import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { readHappened } from '../support/check-states.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { addPasskey, askAtLogin, askOptions, type PasskeyMember, signUpWithPasskey } from '../support/passkeys.ts';
import { type AuthenticatorWishes, SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { codeNow, PASSWORD, setUpApp, signUp, stepUp, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites();
const LOGIN = '/account/login/passkey/';

async function tryToSignIn(member: PasskeyMember, wishes: AuthenticatorWishes): Promise<Visitor> {
  const browser = site().browser();
  const asked = await askAtLogin(browser);
  await browser.send(LOGIN, { credential: member.authenticator.get(asked, wishes) });
  return browser;
}

attack('row 4: a passkey that verified its person signs in alone', async () => {
  const browser = await tryToSignIn(await signUpWithPasskey(site(), 'pk-whole'), {});

  assert.equal(browser.path, '/manage/account/');
});

const REFUSED: Readonly<Record<string, AuthenticatorWishes>> = {
  'from a page of another origin': { origin: 'https://evil.example' },
  'for another RP ID': { rpId: 'evil.example' },
  'without user verification (model row 5)': { isVerified: false },
  'without presence': { isPresent: false },
  'from a frame': { crossOrigin: true },
  'that names another account': { userHandle: Buffer.from('f'.repeat(32)).toString('base64url') },
  'that names no account': { userHandle: '' },
  'whose counter went back': { signCount: 1 },
};

for (const [index, [what, wishes]] of Object.entries(REFUSED).entries()) {
  attack(`row 5, 39, 40, 43, 44, 45, 46, 47: an assertion ${what} signs nobody in`, async () => {
    const browser = await tryToSignIn(await signUpWithPasskey(site(), `pk-no-${index}`), wishes);

    assert.equal(browser.status, 401);
    await browser.open('/manage/account/');
    assert.match(browser.path, /^\/account\/login\//);
  });
}

attack('A8, 41: a challenge of one browser is worth nothing in another', async () => {
  const member = await signUpWithPasskey(site(), 'pk-other-browser');
  const asked = await askAtLogin(site().browser());
  const thief = site().browser();
  await thief.open('/account/login/');

  await thief.send(LOGIN, { credential: member.authenticator.get(asked) });

  assert.equal(thief.status, 401);
});

attack('41: an assertion is not answered twice', async () => {
  const member = await signUpWithPasskey(site(), 'pk-replay', { signCount: 0 });
  const browser = site().browser();
  const asked = await askAtLogin(browser);
  const copy = browser.clone();
  const credential = member.authenticator.get(asked, { signCount: 0 });
  await browser.send(LOGIN, { credential });
  assert.equal(browser.path, '/manage/account/');

  await copy.send(LOGIN, { credential });

  assert.equal(copy.status, 401);
});

attack('42: an assertion made for the second step does not step up', async () => {
  const member = await signUpWithPasskey(site(), 'pk-ceremony');
  const half = site().browser();
  await typePassword(half, member);
  const asked = await askOptions(half, '/account/two-factor/passkey/options/');
  await member.browser.open('/account/reauthenticate/');

  await member.browser.send('/account/reauthenticate/passkey/', { credential: member.authenticator.get(asked) });

  assert.equal(member.browser.status, 401);
});

for (const [strength, isVerified] of [
  ['V', true],
  ['K', false],
] as const) {
  attack(
    `row 6: after the password a key that ${isVerified ? 'checks' : 'does not check'} its person opens a session of strength ${strength}`,
    async () => {
      const member = await signUpWithPasskey(site(), `pk-row-6-${strength.toLowerCase()}`, { isVerified });
      const browser = site().browser();
      await typePassword(browser, member);
      const asked = await askOptions(browser, '/account/two-factor/passkey/options/');

      await browser.send('/account/two-factor/passkey/', { credential: member.authenticator.get(asked, { isVerified }) });

      assert.equal(browser.path, '/manage/account/');
      const started = (await readHappened(site().world.read)).findLast(({ kind }) => kind === 'session.started');
      assert.equal(started?.details['strength'], strength);
    },
  );
}

attack('47: the key of another account is no second step', async () => {
  const victim = await signUpWithPasskey(site(), 'pk-victim');
  const thief = await signUpWithPasskey(site(), 'pk-thief');
  const browser = site().browser();
  await typePassword(browser, victim);
  const asked = await askOptions(browser, '/account/two-factor/passkey/options/');

  await browser.send('/account/two-factor/passkey/', { credential: thief.authenticator.get(asked) });

  assert.equal(browser.status, 401);
});

attack('B3: a hundred and fifty wrong assertions keep the owner of a passkey from nothing', async () => {
  const member = await signUpWithPasskey(site(), 'pk-b3');
  const thief = site().browser();
  await typePassword(thief, member);
  const asked = await askOptions(thief, '/account/two-factor/passkey/options/');
  const stranger = new SoftwareAuthenticator(site().world.settings.url);
  const credential = stranger.get(asked).replaceAll(stranger.credentialId, member.authenticator.credentialId);
  for (let guess = 0; guess < 150; guess += 1) await thief.attempt('/account/two-factor/passkey/', { credential });

  const browser = await tryToSignIn(member, {});

  assert.equal(browser.path, '/manage/account/');
});

attack('B5, 43: a key that only shows presence steps up with the password, not alone', async () => {
  const member = await signUpWithPasskey(site(), 'pk-b5');
  const { browser, authenticator } = member;
  await browser.open('/account/reauthenticate/');
  const asked = await askOptions(browser, '/account/reauthenticate/passkey/options/');

  await browser.send('/account/reauthenticate/passkey/', { credential: authenticator.get(asked, { isVerified: false }) });

  assert.equal(browser.status, 401);
});

attack('B17: a passkey that was added by password and code is young', async () => {
  const member = await setUpApp(site(), await signUp(site(), 'pk-b17'));
  await stepUp(site(), member);
  await addPasskey(member.browser, new SoftwareAuthenticator(site().world.settings.url), 'New');

  const row = await site()
    .world.read.selectFrom('webauthn_keys')
    .select('young_until_lived_ms')
    .where('name', '=', 'New')
    .executeTakeFirst();

  assert.ok((row?.young_until_lived_ms ?? 0) >= 72 * 3_600_000);
});

attack('B18: a passkey that was asked to go by less than a passkey signs in until the wait is over', async () => {
  const member = await signUpWithPasskey(site(), 'pk-b18');
  const { browser, authenticator } = member;
  await browser.open('/manage/account/totp-provision');
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: codeNow(site(), app) });
  await stepUp(site(), { ...member, app, codes: [] });
  await browser.open('/manage/account/');
  const remove = /\/manage\/account\/passkeys\/[0-9a-f]+\/remove\//.exec(browser.page)?.[0] ?? '';
  await browser.open(remove);
  await browser.send(remove);

  assert.match(browser.text, /The passkey goes on the day that stands beside it/);
  const elsewhere = await tryToSignIn(member, {});
  assert.equal(elsewhere.path, '/manage/account/');
  site().clock.advance({ hours: 73 });
  const later = site().browser();
  const asked = await askAtLogin(later);
  await later.send(LOGIN, { credential: authenticator.get(asked) });
  assert.equal(later.status, 401);
});

attack('48: a passkey of somebody else is not set up a second time', async () => {
  const { authenticator } = await signUpWithPasskey(site(), 'pk-taken');
  const { browser } = await signUpWithPasskey(site(), 'pk-taker');
  await addPasskey(browser, authenticator, 'Stolen');

  assert.equal(browser.status, 409);
  assert.match(browser.text, /This passkey is set up here already/);
});

attack('a passkey of a frozen account opens nothing', async () => {
  const member = await signUpWithPasskey(site(), 'pk-frozen');
  await member.browser.open('/manage/account/freeze/');
  await member.browser.send('/manage/account/freeze/');

  const browser = await tryToSignIn(member, {});

  assert.equal(browser.status, 403);
});

attack('the password alone opens nothing once a passkey is set up', async () => {
  const member = await signUpWithPasskey(site(), 'pk-password');
  const browser = site().browser();
  await typePassword(browser, { username: member.username, password: PASSWORD });

  assert.equal(browser.path, '/account/two-factor/');
});
