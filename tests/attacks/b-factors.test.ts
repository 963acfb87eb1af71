import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import {
  codeNow,
  type Member,
  makeToken,
  nextCode,
  PASSWORD,
  setUpApp,
  signIn,
  signUp,
  signUpMember,
  stepUp,
  typePassword,
} from '../support/story-people.ts';

const { site, attack } = attackedSites();
const NEW = 'rhubarb winter saddle ninety';

function codesOn(page: string): readonly string[] {
  return [...page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, code]) => code ?? '');
}

async function statusOfToken(token: string): Promise<string> {
  const headers = { authorization: `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}` };
  const answer = await site().ask('/legacy/', { method: 'POST', headers, body: new FormData() });
  return `${answer.status} ${answer.statusText}`;
}

attack(
  'B9: a code alone makes no second factor: until a recovery code is typed back sign-in ignores the app, and after ten minutes it is gone',
  async () => {
    const { browser, ...person } = await signUp(site(), 'b9');
    await browser.open('/manage/account/totp-provision');
    const app = appSecretOn(browser.page) ?? '';
    await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: codeNow(site(), app) });
    assert.equal(codesOn(browser.page).length, 10);
    const elsewhere = site().browser();
    await typePassword(elsewhere, person);
    assert.equal(elsewhere.path, '/manage/account/', 'the app does not count yet');
    await elsewhere.open('/manage/account/recovery-codes/');
    assert.equal(elsewhere.path, '/manage/account/totp-provision', 'another session sees no codes');

    await browser.send('/manage/account/recovery-codes/', { recovery_code_value: 'aaaa-bbbb-cccc-dddd' });
    assert.equal(browser.status, 400);
    site().clock.advance({ minutes: 11 });
    await browser.open('/account/reauthenticate/');
    await browser.send('/account/reauthenticate/', { password: PASSWORD });
    await browser.open('/manage/account/recovery-codes/');
    assert.notEqual(browser.path, '/manage/account/recovery-codes/');
  },
);

attack('B10, 6.5.2: one guess at ten recovery codes costs one slow hash', async () => {
  const member = await signUpMember(site(), 'b10');
  const { slowHash } = site().world;
  const { hash } = slowHash;
  let hashes = 0;
  slowHash.hash = (...args) => {
    hashes += 1;
    return hash(...args);
  };
  const thief = site().browser();
  await typePassword(thief, member);
  await thief.open('/account/recovery-code/');
  hashes = 0;
  await thief.send('/account/recovery-code/', { recovery_code_value: 'aaaa-bbbb-cccc-dddd' });
  const wrong = hashes;
  await thief.send('/account/recovery-code/', { recovery_code_value: member.codes[9] ?? '' });
  slowHash.hash = hash;

  assert.deepEqual([wrong, hashes], [1, 2]);
});

attack('B11, 6.2.1: fifteen characters at every place where a password is set, with a second factor too', async () => {
  const member = await signUpMember(site(), 'b11');
  const short = { password: '8 chars!', password_confirm: '8 chars!' };

  await member.browser.open('/manage/account/password/');
  await member.browser.send('/manage/account/password/', { password_current: PASSWORD, ...short });
  assert.equal(member.browser.status, 400);
  const visitor = site().browser();
  await visitor.open('/account/register/');
  await visitor.send('/account/register/', { username: 'b11s', name: '', email: 'b11s@example.org', ...short });
  assert.equal(visitor.status, 400);
  await visitor.open('/account/request-password-reset/');
  await visitor.send('/account/request-password-reset/', { username_or_email: 'b11' });
  await visitor.open(await site().linkMailedTo(member.address));
  await visitor.send('/account/reset-password/', { ...short, totp_value: nextCode(site(), member.app), recovery_code_value: '' });
  assert.equal(visitor.status, 400);
});

attack(
  'B12, 34, 60, 7.4.3: what a thief holds ends when the owner changes the password: session, half sign-in, known browser, reset link',
  async () => {
    const member = await signUpMember(site(), 'b12');
    const [session, half, reset] = [site().browser(), site().browser(), site().browser()];
    await signIn(site(), member, session);
    await typePassword(half, member);
    await reset.open('/account/request-password-reset/');
    await reset.send('/account/request-password-reset/', { username_or_email: 'b12' });
    const link = await site().linkMailedTo(member.address);
    const device = /__Host-kh_device=([^;]+)/.exec(member.browser.cookie)?.[1] ?? 'none';

    await member.browser.open('/manage/account/password/');
    await member.browser.send('/manage/account/password/', { password_current: PASSWORD, password: NEW, password_confirm: NEW });

    await session.open('/manage/account/');
    await half.open('/account/two-factor/');
    await reset.open(link);
    assert.equal(session.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
    assert.equal(half.path, '/account/login/');
    assert.equal(reset.status, 410);
    assert.match(device, /^[\w-]{43}$/);
    assert.deepEqual(
      await site()
        .world.read.selectFrom('devices')
        .innerJoin('accounts', 'accounts.id', 'devices.account_id')
        .select('devices.epoch')
        .where('accounts.username', '=', 'b12')
        .whereRef('devices.epoch', '=', 'accounts.auth_epoch')
        .execute(),
      [],
    );
  },
);

attack('B12: after a reset the tokens of the last thirty days rest until the owner says that they are hers', async () => {
  const member = await signUpMember(site(), 'b12t');
  const token = await makeToken(member, 'ci');
  // Its notice holds a link too, and of two mails of one moment either may be the newest.
  await site().runJobs();
  assert.match(await statusOfToken(token), /^400 /);
  const browser = site().browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: 'b12t' });
  await browser.open(await site().linkMailedTo(member.address));
  const fields = { password: NEW, password_confirm: NEW, totp_value: nextCode(site(), member.app) };
  await browser.send('/account/reset-password/', fields);

  assert.match(await statusOfToken(token), /^403 This API token is suspended/);
});

attack('B13, 4: a fourth app is refused, and a code of one app is used up for every purpose', async () => {
  const first = await signUpMember(site(), 'b13');
  const apps = [first.app];
  for (const name of ['Tablet', 'Desk']) {
    await stepUp(site(), first);
    await first.browser.open('/manage/account/totp-provision');
    const app = appSecretOn(first.browser.page) ?? '';
    await first.browser.send('/manage/account/totp-provision', { name, totp_value: codeNow(site(), app) });
    apps.push(app);
  }
  const other = site().browser();
  await typePassword(other, first);
  await other.send('/account/two-factor/', { totp_value: codeNow(site(), apps[2] ?? '') });
  assert.equal(other.status, 401, 'the code that proved the app signs nobody in');
  assert.match(other.text, /already used/);

  await stepUp(site(), first);
  await first.browser.open('/manage/account/totp-provision');
  const fourth = appSecretOn(first.browser.page) ?? '';
  await first.browser.send('/manage/account/totp-provision', { name: 'Watch', totp_value: codeNow(site(), fourth) });
  assert.equal(first.browser.status, 400);
});

attack('3, 5: older codes than one accepted, and other spellings of a used one, are refused', async () => {
  const member: Member = await setUpApp(site(), await signUp(site(), 'replay'));
  const early = nextCode(site(), member.app);
  const late = nextCode(site(), member.app);
  const first = site().browser();
  await typePassword(first, member);
  await first.send('/account/two-factor/', { totp_value: late });
  assert.equal(first.path, '/manage/account/');

  const again = site().browser();
  await typePassword(again, member);
  const spaced = `${late.slice(0, 3)} ${late.slice(3)}`;
  for (const totp_value of [early, late, spaced, `${late}\n`]) {
    await again.send('/account/two-factor/', { totp_value });
    assert.equal(again.status, 401);
    assert.match(again.text, /already used|wrong/);
  }
  await again.send('/account/two-factor/', { totp_value: [...late].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('') });
  assert.equal(again.status, 401);
});

attack('10: a code is confirmed against the secret of its own session alone, never against one that the form sends', async () => {
  const [ada, eve] = [await signUp(site(), 'enrola'), await signUp(site(), 'enrole')];
  await ada.browser.open('/manage/account/totp-provision');
  await eve.browser.open('/manage/account/totp-provision');
  const secret = appSecretOn(eve.browser.page) ?? '';
  const csrf = /name="csrf_token" value="([^"]*)"/.exec(ada.browser.page)?.[1] ?? '';
  const body = new URLSearchParams({ csrf_token: csrf, name: 'Phone', secret, uri: secret, totp_value: codeNow(site(), secret) });
  const answer = await site().ask('/manage/account/totp-provision', {
    method: 'POST',
    headers: { cookie: ada.browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });

  assert.equal(answer.status, 400);
});

attack('12: after the set-up no page shows secret or codes again', async () => {
  const member = await signUpMember(site(), 'shownonce');
  for (const path of [
    '/manage/account/',
    '/manage/account/totp-provision',
    '/manage/account/recovery-codes/',
    '/manage/account/history/',
  ]) {
    const page = await member.browser.open(path);
    assert.ok(!page.replaceAll(/<[^>]*>|\s/g, '').includes(member.app));
    for (const code of member.codes) assert.ok(!page.includes(code));
  }
});
