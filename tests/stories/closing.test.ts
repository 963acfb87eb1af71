import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readEntries } from '../../src/audit/read-entries.ts';
import { sweepDayKeys } from '../../src/audit/sweep-day-keys.ts';
import { closeHers, keepLink, liveDays } from '../support/closed.ts';
import { aWheel } from '../support/distributions.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { live } from '../support/live.ts';
import { addPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import {
  makeToken,
  registrationOf,
  setUpApp,
  setUpOperator,
  signIn,
  signUp,
  signUpMember,
  stepUp,
  typePassword,
  uploadWith,
} from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

story(
  'row 28: Ada closes her account, and a fortnight later it is gone: her project stays readable, her name is nobody’s',
  async (site) => {
    const ada = await signUpMember(site, 'ada');
    const token = await makeToken(ada, 'laptop');
    assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0'))).status, 200);
    await ada.browser.open('/manage/account/close/');
    assert.match(ada.browser.text, /Projects that nobody else owns/);
    assert.match(ada.browser.text, /tidewater/);
    await ada.browser.send('/manage/account/close/', { username: 'bob' });
    assert.equal(ada.browser.status, 400);
    await ada.browser.send('/manage/account/close/', { username: 'ada' });
    assert.match(ada.browser.text, /The account is being closed/);
    assert.match((await site.mailTo(ada.address)).text, /tidewater/);
    await ada.browser.open('/manage/account/');
    assert.match(ada.browser.path, /^\/account\/login\//);
    assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.1'))).status, 403);

    assert.equal(await liveDays(site, 13), 0);
    assert.equal(await liveDays(site, 2), 1);
    assert.match((await site.mailTo(ada.address)).text, /The account is closed/);
    await typePassword(ada.browser, ada);
    assert.equal(ada.browser.status, 401);
    assert.equal((await site.ask('/user/ada/')).status, 404);
    assert.equal((await site.ask('/project/tidewater/')).status, 200);
    assert.match(await (await site.ask('/simple/tidewater/')).text(), /tidewater-1\.0/);
    const visitor = site.browser();
    for (const username of ['ada', 'ADA', 'a-d_a', 'a.d.a']) {
      await visitor.open('/account/register/');
      await visitor.send('/account/register/', { ...registrationOf('other'), username });
      assert.equal(visitor.status, 409, username);
      assert.match(visitor.text, /This user name is taken/);
    }
    const bo = await signUpMember(site, 'bo');
    const his = await makeToken(bo, 'laptop');
    assert.equal((await uploadWith(site, his, aWheel('tidewater', '2.0'))).status, 403);
  },
);

story('she changes her mind: signing in keeps the account, and a mailed link does', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  await closeHers(ada.browser, 'ada');
  await live(site, 24 * 10);
  await signIn(site, ada, ada.browser);
  assert.match((await site.mailTo(ada.address)).text, /Your account is not closed/);
  await ada.browser.open('/manage/account/history/');
  assert.match(ada.browser.text, /You kept your account by signing in/);
  assert.match((await uploadWith(site, token, aWheel('tidewater', '1.0'))).reason, /suspended/);
  assert.equal(await liveDays(site, 10), 0);

  await signIn(site, ada, ada.browser);
  await closeHers(ada.browser, 'ada');
  const mailbox = site.browser();
  const link = await keepLink(site, ada.address);
  await mailbox.open(link);
  await mailbox.open(link);
  assert.match(mailbox.text, /Keep the account\?/);
  await mailbox.send('/account/keep/');
  assert.match(mailbox.text, /The account stays/);
  await mailbox.open(link);
  assert.equal(mailbox.status, 410);
  assert.equal(await liveDays(site, 20), 0);
});

story('two operators hold the erasure for 90 days at most; one alone does not', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');
  const piet = await signUpMember(site, 'piet');
  await site.world.database.transaction(async (tx) => {
    const { rowMac } = await import('../../src/crypto/row-mac.ts');
    const of = await tx.selectFrom('accounts').select('id').where('username', '=', 'piet').executeTakeFirstOrThrow();
    const row = { account_id: of.id, granted_at: site.clock.now(), granted_by: null };
    await tx
      .insertInto('operators')
      .values({ ...row, row_mac: rowMac(site.world.keys, 'operators', row) })
      .execute();
  });
  await live(site, 24 * 4);
  await signIn(site, ada, ada.browser);
  await closeHers(ada.browser, 'ada');
  await signIn(site, olga, olga.browser);
  await olga.browser.open('/admin/users/ada/');
  await olga.browser.send('/admin/users/ada/hold-erasure/', { reason: 'a release that nobody knows' });
  await olga.browser.open('/admin/users/ada/');
  await olga.browser.send('/admin/users/ada/hold-erasure/', { reason: 'again' });
  assert.match(olga.browser.text, /An operator wants the erasure to wait/, 'one alone stays one');
  await signIn(site, piet, piet.browser);
  await piet.browser.open('/admin/users/ada/');
  await piet.browser.send('/admin/users/ada/hold-erasure/', { reason: 'I agree' });
  assert.match(piet.browser.text, /Two operators hold the erasure/);
  assert.equal(await liveDays(site, 20), 0);
  assert.equal(await liveDays(site, 71), 1);
  await site.world.database.transaction(async (tx) => {
    await tx
      .deleteFrom('operators')
      .where('granted_by', 'is', null)
      .where('account_id', 'in', tx.selectFrom('accounts').select('id').where('username', '=', 'piet'))
      .execute();
  });
});

story('an account that was registered with a password alone is closed by it, and the last operator stays', async (site) => {
  const olga = await setUpOperator(site);
  await closeHers(olga.browser, 'olga');
  assert.equal(olga.browser.status, 409);
  assert.match(olga.browser.text, /You are the only operator/);
  const ada = await signUp(site, 'ada');
  await closeHers(ada.browser, 'ada');
  assert.match(ada.browser.text, /The account is being closed/);
  assert.equal(await liveDays(site, 15), 1);
});

const CANARIES = {
  username: 'canary-bird-4711',
  name: 'Canary Fullname Quetzal',
  address: 'canary-bird-4711@example.org',
  agent: 'CanaryBrowser/47.11 (Quetzal)',
  ip: '203.0.113.211',
} as const;

/** Files of a folder that hold one of the strings. */
function holding(folder: string, strings: readonly string[]): readonly string[] {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  return files.filter((file) => statSync(file).isFile() && strings.some((text) => readFileSync(file).includes(text)));
}

/** Everything that a database and all its keys say, as text. */
async function everything(site: StorySite): Promise<string> {
  const { entries } = await readEntries(site.world, { limit: 10_000 });
  return `${[...(await dumpTables(site.world.read)).values()].join('\n')}\n${JSON.stringify(entries)}`;
}

story(
  'invariant 20: after the erasure no personal datum is left: not in a table, not in what the keys open, not in the bytes of a file',
  async (site) => {
    const { username, name, address, agent, ip } = CANARIES;
    const browser = site.browser({ userAgent: agent, address: ip });
    await browser.open('/account/register/');
    await browser.send('/account/register/', { ...registrationOf(username), name });
    await browser.open(await site.linkMailedTo(address));
    await browser.send('/account/verify-email/', { deed: 'confirm' });
    const ada = await setUpApp(site, { username, address, password: registrationOf(username)['password'] ?? '', browser });
    await addPasskey(browser, new SoftwareAuthenticator(site.world.settings.url), 'MacBook');
    const token = await makeToken(ada, 'laptop');
    await uploadWith(site, token, aWheel('tidewater', '1.0'));
    for (let tries = 0; tries < 3; tries += 1)
      await typePassword(site.browser({ userAgent: agent, address: ip }), { username, password: 'wrong' });
    const bo = await signUpMember(site, 'bo');
    await bo.browser.open('/manage/account/vouchers/');
    await bo.browser.send('/manage/account/vouchers/', { username });
    await stepUp(site, ada);
    await browser.open('/manage/account/vouchers/');
    await browser.send('/manage/account/vouchers/', { username: 'bo' });
    await site.runJobs();
    const before = await everything(site);
    for (const text of [username, address, agent, ip]) assert.ok(before.includes(text), `before, the keys open ${text}`);

    await closeHers(browser, username);
    assert.equal(await liveDays(site, 15), 1);
    await live(site, 24 * 100);
    await sweepDayKeys(site.world);
    const left = await everything(site);
    for (const [what, text] of Object.entries(CANARIES)) assert.ok(!left.includes(text), `${what} is left`);
    assert.deepEqual(holding(site.world.settings.dataFolder, Object.values(CANARIES)), [], 'nor in any file');
    await bo.browser.open('/manage/account/vouchers/');
    assert.doesNotMatch(bo.browser.text, /canary/);
    assert.equal((await site.world.read.selectFrom('outbox').select('id').execute()).length, 0);
  },
  { settings: { trustedProxies: ['127.0.0.1'] } },
);
