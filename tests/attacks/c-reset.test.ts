import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import { codeNow, nextCode, PASSWORD, signUp, signUpMember, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites();
const NEW = 'rhubarb winter saddle ninety';
const FORM = { password: NEW, password_confirm: NEW };

/** A thief who reads the mailbox, at the page behind the link. */
async function openReset(username: string): Promise<Visitor> {
  const thief = site().browser();
  await thief.open('/account/request-password-reset/');
  await thief.send('/account/request-password-reset/', { username_or_email: username });
  await thief.open(await site().linkMailedTo(`${username}@example.org`));
  return thief;
}

attack(
  'C6, 68, 6.4.3: the mailbox alone sets no password where a second factor is needed, and locks the owner out of nothing',
  async () => {
    const member = await signUpMember(site(), 'c6');
    const thief = await openReset('c6');

    for (const factor of [{}, { totp_value: '' }, { totp_value: '000000' }, { recovery_code_value: 'aaaa-bbbb-cccc-dddd' }]) {
      await thief.send('/account/reset-password/', { ...FORM, ...factor });
      assert.equal(thief.status, 403);
    }
    await member.browser.open('/manage/account/');
    assert.equal(member.browser.path, '/manage/account/', 'her session lives');
    const other = site().browser();
    await typePassword(other, member);
    assert.equal(other.path, '/account/two-factor/', 'her password is as it was');
  },
);

attack('C6: link, factor and new password are one act: the second post with the same three changes nothing', async () => {
  const member = await signUpMember(site(), 'c6once');
  const thief = await openReset('c6once');
  const again = thief.clone();
  const totp_value = nextCode(site(), member.app);
  await thief.send('/account/reset-password/', { ...FORM, totp_value });
  assert.match(thief.text, /password is set/i);

  await again.send('/account/reset-password/', { password: PASSWORD, password_confirm: PASSWORD, totp_value });
  assert.equal(again.status, 400);
  const owner = site().browser();
  await typePassword(owner, { username: 'c6once', password: NEW });
  assert.equal(owner.path, '/account/two-factor/', 'and nobody is signed in by a reset');
  await owner.send('/account/two-factor/', { totp_value: codeNow(site(), member.app) });
  assert.equal(owner.status, 401, 'the code of the reset is used up');
});

attack('62: whatever host a forged request for a reset names, the mail leads to the public URL alone', async () => {
  const person = await signUp(site(), 'hosted');
  const { host } = new URL(site().origin);
  const browser = site().browser();
  await browser.open('/account/request-password-reset/');
  const csrf = /name="csrf_token" value="([^"]*)"/.exec(browser.page)?.[1] ?? '';
  const body = new URLSearchParams({ csrf_token: csrf, username_or_email: 'hosted' }).toString();
  const lines = (target: string, hosts: readonly string[]): string =>
    [
      `POST ${target} HTTP/1.1`,
      ...hosts,
      `Cookie: ${browser.cookie}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n');
  const path = '/account/request-password-reset/';
  const forged = [
    lines(path, ['Host: evil.example']),
    lines(path, [`Host: ${host}`, 'Host: evil.example']),
    lines(path, [`Host: ${host}@evil.example`]),
    lines(`http://evil.example${path}`, [`Host: ${host}`]),
    lines(path, []),
  ];

  for (const text of forged) assert.match(await site().raw(text), /^HTTP\/1\.1 4(?:00|21) /);
  const ignored = [
    'X-Forwarded-Host: evil.example',
    'Forwarded: host=evil.example',
    'X-Original-URL: https://evil.example/',
    'X-Host: evil.example',
  ];
  assert.match(await site().raw(lines(path, [`Host: ${host}`, ...ignored])), /^HTTP\/1\.1 200 /);
  const mail = await site().mailTo(person.address);
  assert.deepEqual(
    [...new Set([...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^/\s"<]+/g)].map(([origin]) => origin))],
    [site().origin],
  );
});

attack('67: a twin of an address in other letters resets nothing at the typed address: mail goes to the stored one', async () => {
  const person = await signUp(site(), 'twin');
  await site().runJobs();
  for (const typed of [
    'TWIN@EXAMPLE.ORG',
    'twin@example.org ',
    'twın@example.org',
    'twin+x@example.org',
    'twin@example.org,thief@evil.example',
    'twin@example.org\r\nBcc: thief@evil.example',
  ]) {
    const before = site().mails.length;
    const browser = site().browser();
    await browser.open('/account/request-password-reset/');
    await browser.send('/account/request-password-reset/', { username_or_email: typed });
    assert.equal(browser.status, 200);
    await site().runJobs();
    for (const mail of site().mails.slice(before)) assert.equal(mail.to, person.address);
  }
});

const OPTIONS = '/account/reset-password/options/';

attack('C6: who has nothing but a passkey sets a new password with link and passkey in one act, once', async () => {
  const member = await signUpWithPasskey(site(), 'c6key');
  const browser = await openReset('c6key');
  const again = browser.clone();
  const credential = member.authenticator.get(await askOptions(browser, OPTIONS));

  await browser.send('/account/reset-password/', { ...FORM, credential });
  assert.match(browser.text, /password is set/i);

  await again.send('/account/reset-password/', { password: PASSWORD, password_confirm: PASSWORD, credential });
  assert.equal(again.status, 400);
  const owner = site().browser();
  await typePassword(owner, { username: 'c6key', password: NEW });
  assert.equal(owner.path, '/account/two-factor/');
});

attack('C6: a passkey of another account, or an answer made for a sign-in, sets no password', async () => {
  const member = await signUpWithPasskey(site(), 'c6own');
  const other = await signUpWithPasskey(site(), 'c6other');
  const thief = await openReset('c6own');
  const asked = await askOptions(thief, OPTIONS);
  await thief.send('/account/reset-password/', { ...FORM, credential: other.authenticator.get(asked) });
  assert.equal(thief.status, 403);
  const half = site().browser();
  await typePassword(half, member);
  const atSecondStep = await askOptions(half, '/account/two-factor/passkey/options/');

  await thief.send('/account/reset-password/', { ...FORM, credential: member.authenticator.get(atSecondStep) });

  assert.equal(thief.status, 403);
  await member.browser.open('/manage/account/');
  assert.equal(member.browser.path, '/manage/account/', 'her session lives');
});
