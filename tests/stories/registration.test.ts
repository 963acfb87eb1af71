import assert from 'node:assert/strict';
import { appSecretOn } from '../support/kept-secrets.ts';
import { addPasskey, askAtLogin, askOptions } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { codeNow, PASSWORD, registrationOf, signUp, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

story('row 18: Ada registers, finds a link in her mailbox, presses its button and is signed in', async (site) => {
  const ada = site.browser();

  await ada.open('/account/register/');
  await ada.send('/account/register/', registrationOf('ada'));
  assert.match(ada.text, /Look into your mailbox/);
  await ada.open(await site.linkMailedTo('ada@example.org'));
  assert.match(ada.text, /It belongs to the new account ada\./);
  await ada.send('/account/verify-email/', { deed: 'confirm' });

  assert.equal(ada.path, '/manage/account/?done=welcome');
  assert.match(ada.text, /Your address is confirmed and the account is yours/);
  await site.browser().open('/user/ada/');
});

story('until the address is confirmed there is one page, which says why and sends the link again', async (site) => {
  const ada = site.browser();
  await ada.open('/account/register/');
  await ada.send('/account/register/', registrationOf('ada'));
  const older = await site.linkMailedTo('ada@example.org');

  await ada.open('/manage/account/');
  assert.equal(ada.path, '/account/pending/');
  await ada.send('/account/pending/');
  assert.match(ada.text, /Sent again\. The older link is dead\./);

  await ada.open(older);
  assert.match(ada.text, /Nothing to confirm here/);
  await ada.open(await site.linkMailedTo('ada@example.org'));
  await ada.send('/account/verify-email/', { deed: 'confirm' });
  assert.match(ada.text, /Your address is confirmed/);
});

story('in another browser the link alone is not enough: it asks for the password', async (site) => {
  const ada = site.browser();
  await ada.open('/account/register/');
  await ada.send('/account/register/', registrationOf('ada'));
  const phone = site.browser({ userAgent: 'Mozilla/5.0 (Android 16; Mobile; rv:152.0) Gecko/152.0 Firefox/152.0' });

  await phone.open(await site.linkMailedTo('ada@example.org'));
  await phone.send('/account/verify-email/', { deed: 'confirm', password: 'not what she chose at all' });
  assert.equal(phone.status, 403);
  assert.match(phone.text, /Type the password that you registered with/);
  await phone.send('/account/verify-email/', { deed: 'confirm', password: PASSWORD });

  assert.match(phone.text, /Your address is confirmed/);
});

story('who did not register deletes the registration from the mail, and the name is free again', async (site) => {
  const mallory = site.browser();
  await mallory.open('/account/register/');
  await mallory.send('/account/register/', { ...registrationOf('eve'), email: 'ada@example.org' });
  const ada = site.browser();

  await ada.open(await site.linkMailedTo('ada@example.org'));
  await ada.send('/account/verify-email/', { deed: 'not-me' });
  assert.match(ada.text, /The registration is deleted/);

  await mallory.open('/account/pending/');
  assert.notEqual(mallory.path, '/account/pending/');
  const eve = await signUp(site, 'eve');
  assert.match(eve.browser.text, /Your address is confirmed/);
});

story('a taken address is answered as a free one; only the mail tells its owner', async (site) => {
  await signUp(site, 'ada');
  const [free, taken] = [site.browser(), site.browser()];

  await free.open('/account/register/');
  await free.send('/account/register/', registrationOf('grace'));
  await taken.open('/account/register/');
  await taken.send('/account/register/', { ...registrationOf('henry'), email: 'ada@example.org' });

  const alike = (page: string): string => page.replaceAll(/grace@example\.org|ada@example\.org/g, 'the address');
  assert.equal(
    alike(taken.page)
      .replaceAll('henry', 'a name')
      .replaceAll(/name="csrf_token" value="[^"]*"/g, ''),
    alike(free.page)
      .replaceAll('grace', 'a name')
      .replaceAll(/name="csrf_token" value="[^"]*"/g, ''),
  );
  const mail = await site.mailTo('ada@example.org');
  assert.equal(mail.subject, '[Keyhouse] Somebody tried to use your address');
  assert.doesNotMatch(mail.text, /token=/);
});

story('names that differ only in case, hyphen, underscore or dot are one name', async (site) => {
  await signUp(site, 'ada-love');

  for (const username of ['Ada-Love', 'ada_love', 'ada.love', 'adalove']) {
    const other = site.browser();
    await other.open('/account/register/');
    await other.send('/account/register/', { ...registrationOf(username), email: 'other@example.org' });

    assert.equal(other.status, 409);
    assert.match(other.text, /This user name is taken/);
  }
});

story('each wrong field is named with what to do, nothing is kept, and what was typed stays in the form', async (site) => {
  const ada = site.browser();
  const wrong: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ username: 'ada love' }, /Error: Choose a user name of 2 to \d+ letters/],
    [{ email: 'ada' }, /Error: Write a mail address such as ines@example\.org\./],
    [{ password: 'short', password_confirm: 'short' }, /Error: At least 15 characters\./],
    [{ password: 'passwordpassword', password_confirm: 'passwordpassword' }, /Error: This password is on lists of leaked passwords\./],
    [{ password_confirm: 'something else entirely' }, /Error: The two passwords differ\./],
  ];

  for (const [fields, todo] of wrong) {
    await ada.open('/account/register/');
    await ada.send('/account/register/', { ...registrationOf('ada'), ...fields });

    assert.equal(ada.status, 400, JSON.stringify(fields));
    assert.match(ada.text, todo);
    if (fields['email'] === undefined) assert.match(ada.page, /value="ada@example\.org"/);
  }
  assert.deepEqual(await site.world.read.selectFrom('registrations').select('id').execute(), []);
});

const WITHOUT = { ...registrationOf('ada'), password: '', password_confirm: '', way: 'passkey' };

story('Ada registers without a password: once the mailbox is confirmed she adds a passkey, and it signs in alone', async (site) => {
  const ada = site.browser();
  await ada.open('/account/register/');
  await ada.send('/account/register/', WITHOUT);
  await ada.open(await site.linkMailedTo('ada@example.org'));
  await ada.send('/account/verify-email/', { deed: 'confirm' });
  assert.equal(ada.path, '/manage/account/webauthn-provision');
  const authenticator = new SoftwareAuthenticator(site.world.settings.url);

  await addPasskey(ada, authenticator, 'MacBook');
  await ada.send('/manage/account/recovery-codes/', {
    recovery_code_value: /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(ada.page)?.[1] ?? '',
  });
  assert.match(ada.text, /None: a passkey opens the account/);
  const elsewhere = site.browser();
  await elsewhere.send('/account/login/passkey/', { credential: authenticator.get(await askAtLogin(elsewhere)) });

  assert.equal(elsewhere.path, '/manage/account/');
  const typed = site.browser();
  await typePassword(typed, { username: 'ada', password: '' });
  assert.equal(typed.status, 401);
});

story('who has no password sets one after a touch of the passkey, without being asked for an old one', async (site) => {
  const ada = site.browser();
  await ada.open('/account/register/');
  await ada.send('/account/register/', WITHOUT);
  await ada.open(await site.linkMailedTo('ada@example.org'));
  await ada.send('/account/verify-email/', { deed: 'confirm' });
  const authenticator = new SoftwareAuthenticator(site.world.settings.url);
  await addPasskey(ada, authenticator, 'MacBook');
  await ada.send('/manage/account/recovery-codes/', {
    recovery_code_value: /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(ada.page)?.[1] ?? '',
  });
  site.clock.advance({ minutes: 6 });
  await ada.open('/manage/account/password/');
  assert.match(ada.text, /it needs a passkey again/);
  assert.doesNotMatch(ada.page, /name="password"/);
  await ada.send('/account/reauthenticate/passkey/', {
    next: '/manage/account/password/',
    credential: authenticator.get(await askOptions(ada, '/account/reauthenticate/passkey/options/')),
  });
  assert.match(ada.text, /Set a password/);

  await ada.send('/manage/account/password/', { password: PASSWORD, password_confirm: PASSWORD });

  const half = site.browser();
  await typePassword(half, { username: 'ada', password: PASSWORD });
  assert.equal(half.path, '/account/two-factor/');
});

story('an account without a password takes neither an app nor a key that checks nobody as its first factor', async (site) => {
  const ada = site.browser();
  await ada.open('/account/register/');
  await ada.send('/account/register/', WITHOUT);
  await ada.open(await site.linkMailedTo('ada@example.org'));
  await ada.send('/account/verify-email/', { deed: 'confirm' });

  await addPasskey(ada, new SoftwareAuthenticator(site.world.settings.url), 'Blue key', { isVerified: false });
  assert.match(ada.text, /its passkey must check you/);
  await ada.open('/manage/account/totp-provision');
  await ada.send('/manage/account/totp-provision', { name: '', totp_value: codeNow(site, appSecretOn(ada.page) ?? '') });
  assert.match(ada.text, /a code opens nothing alone/);
});
