import assert from 'node:assert/strict';
import { composeApp } from '../../src/app.ts';
import { hmacSha1 } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import type { AccountCaller } from '../../src/web/caller.ts';
import { guard } from '../../src/web/guards.ts';
import type { Route } from '../../src/web/route.ts';
import { type ABrowser, aBrowser, addMember, PASSWORD } from '../support/a-browser.ts';
import { accountWorld, giveCodes, linkIn, readOutbox } from '../support/account-world.ts';
import type { Visitor } from '../support/browser-client.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { addPasskey, askAtLogin } from '../support/passkeys.ts';
import type { TestWorld } from '../support/residents.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { startSite } from '../support/start-site.ts';

const CODES = Array.from({ length: 10 }, (_, index) => `0123-4567-89ab-cde${index}`);

/** What a thief has who found a code and knows the password: an operator's account, the most there is to win. */
async function thief(world: TestWorld): Promise<ABrowser> {
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, CODES);
  const browser = aBrowser(world);
  await browser.signIn('ines');
  await browser.enterRecoveryCode(CODES[0] ?? '');
  return browser;
}

/** Routes of signed-in people that let the caller through, as `POST /path`. */
function reached(routes: readonly Route[], caller: AccountCaller, now: number): readonly string[] {
  const asked = { caller, referer: undefined, now };
  return routes
    .filter(({ who }) => who !== 'anyone' && who !== 'token' && who !== 'operator')
    .filter((route) => guard({ ...asked, route, target: route.path }) === undefined)
    .map((route) => `${route.method} ${route.path}`)
    .toSorted();
}

onBothDatabases(
  'B8, 59, 8.3.1: a found code and the password reach what can be looked at, the freeze, and the question for the mailbox',
  async (database) => {
    const world = accountWorld(database);
    const { routes } = await composeApp(world, 0);
    const { caller } = await (await thief(world)).asking();

    const open = reached(routes, caller, world.clock.now());

    assert.deepEqual(
      open.filter((route) => route.startsWith('POST')),
      ['POST /account/new-factor/', 'POST /manage/account/freeze/'],
    );
    assert.deepEqual(
      open.filter((route) => route.startsWith('GET')),
      [
        'GET /account/new-factor/',
        'GET /account/reauthenticate/',
        'GET /manage/account/',
        'GET /manage/account/freeze/',
        'GET /manage/account/history/',
        'GET /manage/account/suspended-tokens/',
        'GET /manage/project/:name/collaboration/',
        'GET /manage/project/:name/releases/',
        'GET /manage/projects/',
      ],
    );
  },
);

onBothDatabases('B8, 6.4.4: with the mailbox besides, one more: the new factor', async (database) => {
  const world = accountWorld(database);
  const { routes } = await composeApp(world, 0);
  const { caller } = await (await thief(world)).asking();
  const now = world.clock.now();

  const open = reached(routes, { ...caller, session: { ...caller.session, mailboxAt: now } }, now);

  assert.deepEqual(
    open.filter((route) => route.startsWith('POST')),
    [
      'POST /account/new-factor/',
      'POST /manage/account/freeze/',
      'POST /manage/account/totp-provision',
      'POST /manage/account/webauthn-provision',
      'POST /manage/account/webauthn-provision/options',
    ],
  );
});

/** The account does not know the browser: its mailbox is asked. */
async function passMailbox(world: TestWorld, browser: Visitor): Promise<void> {
  if (browser.path !== '/account/two-factor/mailbox/') return;
  const link = linkIn((await readOutbox(world)).findLast((mail) => mail.kind === 'sign-in'));
  await browser.open(`/account/confirm-sign-in/?token=${link.reveal()}`);
  await browser.send('/account/confirm-sign-in/', { deed: 'confirm' });
}

async function signInWithCode(world: TestWorld, browser: Visitor): Promise<void> {
  await browser.open('/account/login/');
  await browser.send('/account/login/', { username: 'ines', password: PASSWORD });
  await browser.open('/account/recovery-code/');
  await browser.send('/account/recovery-code/', { recovery_code_value: CODES[0] ?? '' });
  await passMailbox(world, browser);
}

function codeOnPage(page: string, now: number): string {
  const secret = (/<p class="groups" id="secret">(.*?)<\/p>/s.exec(page)?.[1] ?? '').replace(/<[^>]*>/g, '');
  return totpCode(hmacSha1, decodeBase32(secret) ?? new Uint8Array(20), stepAt(now));
}

onBothDatabases(
  'B8, 59: the owner comes back with a code and her mailbox, and the next sign-in shows the new code',
  async (database, t) => {
    const { world, visitor } = await startSite(database, t);
    const ines = await addMember(world, 'ines');
    await giveCodes(world, ines, CODES);
    const browser = visitor();
    await signInWithCode(world, browser);
    assert.match(browser.page, /You signed in with a recovery code/);

    await browser.open('/manage/account/totp-provision');
    assert.match(browser.page, /First we send a link to your confirmed address/);
    await browser.send('/account/new-factor/', {});
    assert.match(browser.page, /Look into your mailbox/);
    const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'new-browser'));
    await browser.open(`/account/confirm-browser/?token=${link.reveal()}`);
    assert.match(browser.page, /Yes, set up a new factor/);
    await browser.send('/account/confirm-browser/', { deed: 'confirm' });
    assert.match(browser.page, /In place of what you have lost/);
    await browser.open('/manage/account/totp-provision');
    assert.match(browser.page, /The old app stops counting/);
    const secretPage = browser.page;
    await browser.send('/manage/account/totp-provision', { name: 'New phone', totp_value: codeOnPage(secretPage, world.clock.now()) });
    assert.match(browser.page, /The new app counts, the old one does not any more/);

    const code = codeOnPage(secretPage, world.clock.now() + 60_000);
    world.clock.advance({ minutes: 1 });
    await browser.send('/account/login/', { username: 'ines', password: PASSWORD });
    await browser.send('/account/two-factor/', { totp_value: code });
    await passMailbox(world, browser);
    assert.match(browser.page, /A recovery code was used\. This one takes its place/);
    await browser.send('/manage/account/recovery-codes/replacements/', {});

    assert.deepEqual([browser.status, browser.path], [200, '/manage/account/']);
    assert.match(browser.page, /10 of 10 left/);
    assert.match(browser.page, /New phone/);
  },
);

onBothDatabases('B8, B17: a passkey set up after a recovery code signs in, and is young; the old app is out', async (database, t) => {
  const { world, visitor } = await startSite(database, t);
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, CODES);
  const browser = visitor();
  await signInWithCode(world, browser);
  await browser.open('/account/new-factor/');
  await browser.send('/account/new-factor/', {});
  const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'new-browser'));
  await browser.open(`/account/confirm-browser/?token=${link.reveal()}`);
  await browser.send('/account/confirm-browser/', { deed: 'confirm' });
  const authenticator = new SoftwareAuthenticator(world.settings.url);

  await addPasskey(browser, authenticator, 'New phone');

  assert.match(browser.page, /The new passkey counts, old apps do not any more/);
  const credential = authenticator.get(await askAtLogin(browser));
  await browser.send('/account/login/passkey/', { credential });
  await browser.open('/manage/account/');
  assert.match(browser.page, /New phone/);
  const apps = await world.read.selectFrom('totp_apps').selectAll().where('account_id', '=', ines.accountId).execute();
  const [key] = await world.read.selectFrom('webauthn_keys').selectAll().execute();
  assert.equal(apps.length, 0);
  assert.ok((key?.young_until_lived_ms ?? 0) >= 72 * 3_600_000);
});

onBothDatabases('B7: the mailed link elsewhere shows what, where and when, and only stops', async (database, t) => {
  const { world, visitor } = await startSite(database, t);
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, CODES);
  const browser = visitor();
  const phone = visitor();
  await signInWithCode(world, browser);
  await browser.open('/account/new-factor/');
  await browser.send('/account/new-factor/', {});
  const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'new-browser'));

  await phone.open(`/account/confirm-browser/?token=${link.reveal()}`);
  assert.match(phone.page, /Was this you\?/);
  assert.doesNotMatch(phone.page, /Yes, set up a new factor/);
  await phone.send('/account/confirm-browser/', { deed: 'end' });
  await browser.open('/manage/account/');

  assert.match(phone.page, /That session has ended/);
  assert.equal(browser.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
});

onBothDatabases('without mail the way leads over an operator, and the page says so', async (database, t) => {
  const { world, visitor } = await startSite(database, t, { mailMode: 'off' });
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, CODES);
  const browser = visitor();
  await signInWithCode(world, browser);

  await browser.open('/account/new-factor/');

  assert.match(browser.page, /Ask an operator for a reset link, open it here in this browser/);
});
