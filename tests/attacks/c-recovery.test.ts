// Recovery when everything is lost: who must not get an account by it (security-model C1 to C5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId } from '../../src/base/brands.ts';
import { statementText } from '../../src/recovery/recovery.ts';
import { liveThrough } from '../support/live-through.ts';
import { askForAccount, liveThroughWait, makeCircle, signInByPasskey, vouch, vouchPath } from '../support/lost-everything.ts';
import { addPasskey, askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { setUpOperator, signIn, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';

story('C1: when the wait is over the old password still opens nothing, and no browser but the claimant’s goes on', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  await liveThroughWait(site);

  const thief = site.browser();
  await typePassword(thief, ada);
  assert.equal(thief.path, '/account/two-factor/');
  const other = site.browser();
  await other.open('/account/recover/');
  assert.match(other.text, /Begin with a link to your mailbox/);
  await other.open('/account/request-password-reset/');
  const csrf_token = /name="csrf_token" value="([^"]*)"/.exec(other.page)?.[1] ?? '';
  const body = new URLSearchParams({ csrf_token, password: NEW, password_confirm: NEW });
  const claim = await site.ask('/account/recover/claim/', { method: 'POST', body, headers: { cookie: other.cookie, origin: site.origin } });
  assert.equal(claim.status, 409);
  const row = await site.world.read
    .selectFrom('accounts')
    .select('needs_second_factor_at')
    .where('username', '=', 'ada')
    .executeTakeFirst();
  assert.notEqual(row?.needs_second_factor_at, null);

  site.clock.advance({ hours: 8 * 24 });
  await liveThroughWait(site, 1);
  await browser.open('/account/recover/');
  assert.match(browser.text, /This recovery is over/);
});

story(
  'C2, 6.4.4: nobody vouches whom the owner did not name, nor before 72 hours after accepting, nor one operator alone',
  async (site) => {
    const olga = await setUpOperator(site);
    const { ada } = await makeCircle(site, ['bo']);
    const stranger = await signUpWithPasskey(site, 'mallory');
    await liveThrough(site, 73);
    await signInByPasskey(stranger.browser, stranger);
    const { browser, code } = await askForAccount(site, ada);
    const at = await vouchPath(site, { ...ada, address: 'bo@example.org' });
    await stranger.browser.open(at);
    assert.equal(stranger.browser.status, 410);
    await assert.rejects(askOptions(stranger.browser, `${at}options/`));

    await signIn(site, olga, olga.browser);
    const key = new SoftwareAuthenticator(site.origin);
    await addPasskey(olga.browser, key, 'Office');
    const operator = { ...olga, authenticator: key };
    await vouch(site, operator, code, at);
    assert.match(operator.browser.text, /too new to vouch/);
    await liveThrough(site, 73);
    await signInByPasskey(operator.browser, operator);
    await vouch(site, operator, code, at);
    assert.match(operator.browser.text, /You have vouched/);
    await liveThroughWait(site);
    await browser.open('/account/recover/');
    assert.match(browser.text, /1 of 2/);
    assert.match(browser.text, /People have to vouch now/);
  },
);

story('C3: a wrong code vouches for nobody, the right one is in no mail, and a word for one request counts for no other', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [bo] = vouchers;
  assert.ok(bo);
  const thief = await askForAccount(site, ada);
  const thiefs = await vouchPath(site, bo);
  const owner = await askForAccount(site, ada);
  const owners = await vouchPath(site, bo);
  assert.notEqual(thiefs, owners);

  await vouch(site, bo, owner.code, thiefs);
  assert.match(bo.browser.text, /That is not the code/);
  await bo.browser.open(owners);
  const credential = bo.authenticator.get(await askOptions(bo.browser, `${owners}options/`));
  await bo.browser.open(thiefs);
  await bo.browser.send(thiefs, { voice_code: thief.code, credential });
  assert.match(bo.browser.text, /That passkey does not count here/);
  const answer = bo.authenticator.get(await askOptions(bo.browser, `${thiefs}options/`), { isVerified: false });
  await bo.browser.send(thiefs, { voice_code: thief.code, credential: answer });
  assert.match(bo.browser.text, /That passkey does not count here/);
  await site.runJobs();
  assert.ok(site.mails.every(({ text, html }) => ![thief.code, owner.code].some((code) => `${text}${html}`.includes(code))));
});

story('C4: a stolen session objects once and stops nothing', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const cookie = site.browser();
  await signIn(site, ada, cookie);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  site.clock.advance({ minutes: 20 });

  await cookie.open('/account/objection/');
  await cookie.send('/account/objection/stop/');
  assert.match(cookie.path, /^\/account\/reauthenticate\//);
  await cookie.open('/account/objection/');
  const first = await cookie.attempt('/account/objection/', {});
  const second = await cookie.attempt('/account/objection/', {});
  assert.deepEqual([first.status, second.status], [303, 409]);
  await liveThroughWait(site, 48 + 72);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Begin anew/);
});

test('C5: a practice run is signed with a type of its own', () => {
  const recovery = { id: 'a'.repeat(32), account_id: 'b'.repeat(32) as AccountId, voice_mac: 'c'.repeat(64), needed: 2 };
  const real = statementText({ recovery: { ...recovery, is_practice: 0 }, as: 'voucher', before: 0, waitMs: 1 });
  const practice = statementText({ recovery: { ...recovery, is_practice: 1 }, as: 'voucher', before: 0, waitMs: 1 });
  assert.match(real, /"type":"keyhouse-vouch"/);
  assert.match(practice, /"type":"keyhouse-practice-vouch"/);
});
