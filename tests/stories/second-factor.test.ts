import assert from 'node:assert/strict';
import type { Visitor } from '../support/browser-client.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { codeNow, makeToken, nextCode, setUpApp, signIn, signUp, signUpMember, stepUp, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const CODE = /<li><span>([0-9a-z-]{19})<\/span><\/li>/g;

story('row 15: Ada sets up an authenticator app: secret, code, ten recovery codes, and one of them asked back', async (site) => {
  const { browser: ada } = await signUp(site, 'ada');

  await ada.open('/manage/account/totp-provision');
  assert.match(ada.page, /<svg class="qr/);
  const secret = appSecretOn(ada.page) ?? '';
  assert.match(secret, /^[A-Z2-7]{32}$/);
  await ada.send('/manage/account/totp-provision', { name: 'Phone', totp_value: codeNow(site, secret) });
  const codes = [...ada.page.matchAll(CODE)].map(([, code]) => code ?? '');
  assert.equal(codes.length, 10);
  await ada.send('/manage/account/recovery-codes/', { recovery_code_value: codes[7]?.toUpperCase() ?? '' });

  assert.match(ada.text, /Your second factor counts from now on/);
  assert.match(ada.text, /Phone/);
  assert.match(ada.text, /0 of 10 used/);
  assert.match(
    (await site.mailTo('ada@example.org')).text,
    /authenticator app “Phone” was added as a second factor, with 10\s+recovery codes/,
  );
  assert.match(await ada.open('/manage/account/history/'), /authenticator app “Phone”/);
});

story('the app does not count before a recovery code was asked back', async (site) => {
  const ada = await signUp(site, 'ada');
  await ada.browser.open('/manage/account/totp-provision');
  const secret = appSecretOn(ada.browser.page) ?? '';

  await ada.browser.send('/manage/account/totp-provision', { totp_value: '000000' });
  assert.equal(ada.browser.status, 400);
  assert.match(ada.browser.text, /That code was wrong/);
  await ada.browser.send('/manage/account/totp-provision', { totp_value: codeNow(site, secret) });
  await ada.browser.send('/manage/account/recovery-codes/', { recovery_code_value: '2222-2222-2222-2222' });
  assert.equal(ada.browser.status, 400);

  const other = site.browser();
  await typePassword(other, ada);
  assert.equal(other.path, '/manage/account/');
  await other.open('/manage/account/token/');
  assert.match(other.text, /That needs a second factor/);
});

story('1, 6.5.1: with an app set up, sign-in asks for its code after the password, and a code works once', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const laptop = site.browser();

  await typePassword(laptop, ada);
  assert.equal(laptop.path, '/account/two-factor/');
  await laptop.open('/manage/account/');
  assert.equal(laptop.path, '/account/two-factor/');
  const code = nextCode(site, ada.app);
  await laptop.send('/account/two-factor/', { totp_value: `${code.slice(0, 3)} ${code.slice(3)}` });
  assert.equal(laptop.path, '/manage/account/');

  const thief = site.browser();
  await typePassword(thief, ada);
  await thief.send('/account/two-factor/', { totp_value: code });
  assert.equal(thief.status, 401);
  assert.match(thief.text, /That code was already used/);
});

story('4: a code that confirmed a step-up does not sign in, and the other way round', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await stepUp(site, ada);
  const code = codeNow(site, ada.app);
  const thief = site.browser();

  await typePassword(thief, ada);
  await thief.send('/account/two-factor/', { totp_value: code });
  assert.match(thief.text, /That code was already used/);

  const next = nextCode(site, ada.app);
  await thief.send('/account/two-factor/', { totp_value: next });
  assert.equal(thief.path, '/manage/account/');
  await ada.browser.open('/account/reauthenticate/');
  await ada.browser.send('/account/reauthenticate/', { password: ada.password, totp_value: next });
  assert.equal(ada.browser.status, 401);
  assert.match(ada.browser.text, /That code was already used/);
});

story('57, 6.5.1: without the app a recovery code gets in, once; such a session looks and changes nothing', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const laptop = site.browser();

  await typePassword(laptop, ada);
  await laptop.open('/account/recovery-code/');
  await laptop.send('/account/recovery-code/', { recovery_code_value: ada.codes[4] ?? '' });
  assert.match(laptop.text, /You signed in with a recovery code/);
  assert.match(laptop.text, /1 of 10 used/);
  await laptop.open('/manage/account/token/');
  assert.equal(laptop.path, '/manage/account/?needs=factor');

  const thief = site.browser();
  await typePassword(thief, ada);
  await thief.open('/account/recovery-code/');
  await thief.send('/account/recovery-code/', { recovery_code_value: ada.codes[4] ?? '' });
  assert.equal(thief.status, 401);
  assert.match(thief.text, /That recovery code was wrong or already used/);
});

story('a second app is added beside the first, and either one signs in', async (site) => {
  const ada = await signUpMember(site, 'ada');
  site.clock.advance({ minutes: 1 });

  await ada.browser.open('/manage/account/totp-provision');
  const tablet = appSecretOn(ada.browser.page) ?? '';
  await ada.browser.send('/manage/account/totp-provision', { name: 'Tablet', totp_value: codeNow(site, tablet) });
  assert.match(ada.browser.text, /Tablet/);

  for (const app of [tablet, ada.app]) {
    const browser = site.browser();
    await signIn(site, { ...ada, app }, browser);
    assert.equal(browser.path, '/manage/account/');
  }
});

story('57: new recovery codes take the place of the old ones once one of them is asked back', async (site) => {
  const ada = await signUpMember(site, 'ada');

  await ada.browser.open('/manage/account/recovery-codes/');
  const [fresh = ''] = [...ada.browser.page.matchAll(CODE)].map(([, code]) => code ?? '');
  await ada.browser.send('/manage/account/recovery-codes/', { recovery_code_value: fresh });
  assert.match(ada.browser.text, /The old recovery codes are dead/);

  const laptop = site.browser();
  await typePassword(laptop, ada);
  await laptop.open('/account/recovery-code/');
  await laptop.send('/account/recovery-code/', { recovery_code_value: ada.codes[1] ?? '' });
  assert.equal(laptop.status, 401);
  await laptop.send('/account/recovery-code/', { recovery_code_value: fresh });
  assert.match(laptop.text, /You signed in with a recovery code/);
});

story('row 21: removing the only app needs a fresh login; then the password suffices, and the tokens do nothing', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await makeToken(ada, 'laptop');
  site.clock.advance({ minutes: 6 });
  await ada.browser.open('/manage/account/');
  const remove = /\/manage\/account\/totp\/[0-9a-f]+\/remove\//.exec(ada.browser.page)?.[0] ?? '';

  await ada.browser.open(remove);
  assert.match(ada.browser.path, /^\/account\/reauthenticate\//);
  await ada.browser.send('/account/reauthenticate/', { password: ada.password, totp_value: nextCode(site, ada.app) });
  assert.match(ada.browser.text, /It is your last second factor/);
  await ada.browser.send(remove);
  assert.match(ada.browser.text, /The second factor was removed/);

  assert.match((await site.mailTo('ada@example.org')).text, /authenticator app/);
  const laptop = site.browser();
  await typePassword(laptop, ada);
  assert.equal(laptop.path, '/manage/account/');
  assert.match(laptop.text, /Set up a second factor/);
  await setUpApp(site, { ...ada, browser: laptop });
  assert.match(laptop.text, /Your second factor counts from now on/);
});

async function appPath(browser: Visitor, deed: string): Promise<string> {
  await browser.open('/manage/account/');
  const id = /\/manage\/account\/totp\/([0-9a-f]+)\/rename\//.exec(browser.page)?.[1] ?? '';
  return `/manage/account/totp/${id}/${deed}/`;
}

story('an app is renamed by its owner', async (site) => {
  const { browser } = await signUpMember(site, 'ada');
  const rename = await appPath(browser, 'rename');

  await browser.open(rename);
  await browser.send(rename, { name: 'Old phone' });

  assert.match(browser.text, /The factor was renamed/);
  assert.match(browser.text, /Old phone/);
  assert.match(await browser.open('/manage/account/history/'), /renamed the authenticator app/);
});

story('11, 6.5.6: an app is replaced without a gap: the old one counts until the new one is proven, and then no more', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const { browser } = ada;
  const id = /totp\/([0-9a-f]+)\//.exec(await appPath(browser, 'remove'))?.[1] ?? '';
  await browser.open(`/manage/account/totp-provision?replaces=${id}`);
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'New phone', totp_value: '000000' });
  assert.match(browser.text, /That code was wrong/);
  assert.match(browser.text, /The old one goes/);

  await browser.send('/manage/account/totp-provision', { name: 'New phone', totp_value: codeNow(site, app) });

  assert.match(browser.text, /New phone/);
  const rows = await site.world.read.selectFrom('totp_apps').select('name').execute();
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['New phone'],
  );
  const half = site.browser();
  await typePassword(half, ada);
  await half.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
  assert.equal(half.status, 401);
  await half.send('/account/two-factor/', { totp_value: nextCode(site, app) });
  assert.equal(half.path, '/manage/account/');
});

story('6.4.5: with two recovery codes left the account page and the mail say to make new ones', async (site) => {
  const ada = await signUpMember(site, 'ada');
  let browser = ada.browser;
  for (const code of ada.codes.slice(0, 8)) {
    browser = site.browser();
    await typePassword(browser, ada);
    await browser.open('/account/recovery-code/');
    await browser.send('/account/recovery-code/', { recovery_code_value: code });
  }

  assert.match(browser.text, /Two recovery codes are left/);
  assert.match((await site.mailTo(ada.address)).text, /Make new ones/);
});

/** What the link “Save as text” of the present page gives. */
async function saveCodes(
  browser: Visitor,
): Promise<{ readonly headers: Headers; readonly shown: readonly string[]; readonly saved: readonly string[] }> {
  const shown = [...browser.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, code]) => code ?? '');
  await browser.open(/href="([^"]*\/file\/)"/.exec(browser.page)?.[1] ?? '');
  return { headers: browser.headers, shown, saved: browser.page.split('\n').filter((line) => /^[0-9a-z-]{19}$/.test(line)) };
}

story('recovery codes are saved as a text file without a script, while they are shown and no longer', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await stepUp(site, ada);
  await ada.browser.open('/manage/account/recovery-codes/');

  const { headers, shown, saved } = await saveCodes(ada.browser);
  assert.equal(saved.length, 10);
  assert.deepEqual(saved, shown);
  assert.match(ada.browser.page, /^localhost(:\d+)?, account ada, made /);
  assert.equal(headers.get('content-disposition'), 'attachment; filename="recovery-codes-ada.txt"');
  assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.equal(headers.get('cache-control'), 'no-store');

  await ada.browser.open('/manage/account/recovery-codes/');
  await ada.browser.send('/manage/account/recovery-codes/', { recovery_code_value: saved[3] ?? '' });
  await ada.browser.open('/manage/account/recovery-codes/file/');
  assert.ok(!saved.some((code) => ada.browser.page.includes(code)), 'those that count are given to nobody');
});

story('a code in place of a used one is saved the same way', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const { browser } = ada;
  await stepUp(site, ada);
  const laptop = site.browser();
  await typePassword(laptop, ada);
  await laptop.open('/account/recovery-code/');
  await laptop.send('/account/recovery-code/', { recovery_code_value: ada.codes[4] ?? '' });

  await browser.open('/manage/account/recovery-codes/replacements/');
  const { shown, saved } = await saveCodes(browser);

  assert.equal(saved.length, 1);
  assert.deepEqual(saved, shown);
});
