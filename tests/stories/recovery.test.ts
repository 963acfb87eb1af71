import assert from 'node:assert/strict';
import { hmacSha1 } from '../../src/crypto/digest.ts';
import { passkeyRuleRow } from '../../src/factors/passkey-rule.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { askForAccount, liveThroughWait, makeCircle, objectionLink, vouch } from '../support/lost-everything.ts';
import { askOptions } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { signIn, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';

story(
  'row 29, row 30, row 33, row 34: who lost everything gets the account back: two vouch, 72 hours pass, everything is set up anew in one act',
  async (site) => {
    const { ada, vouchers } = await makeCircle(site);
    const { browser, code } = await askForAccount(site, ada);
    assert.match(browser.text, /People have to vouch now/);
    assert.match(code, /^[0-9a-z]{4}-[0-9a-z]{4}$/);
    for (const voucher of vouchers) {
      await vouch(site, voucher, code.toUpperCase());
      assert.match(voucher.browser.text, /You have vouched/);
    }
    await browser.open('/account/recover/');
    assert.match(browser.text, /Now it waits/);
    await liveThroughWait(site);
    assert.match((await site.mailTo(ada.address)).text, /The wait is over/);

    await browser.open('/account/recover/');
    assert.match(browser.text, /Begin anew/);
    const codes = [...browser.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, one]) => one ?? '');
    const secret = decodeBase32(appSecretOn(browser.page) ?? '') ?? new Uint8Array();
    const form = { password: NEW, password_confirm: NEW, recovery_code_value: codes[4] ?? '' };
    await browser.send('/account/recover/claim/', { ...form, totp_value: '000000' });
    assert.match(browser.text, /That code was wrong/);
    await browser.send('/account/recover/claim/', { ...form, totp_value: totpCode(hmacSha1, secret, stepAt(site.clock.now())) });
    assert.match(browser.text, /It is done/);
    assert.match((await site.mailTo(ada.address)).text, /handed over by recovery/);

    await typePassword(browser, ada);
    assert.equal(browser.status, 401);
    await typePassword(browser, { ...ada, password: NEW });
    site.clock.advance({ seconds: 30 });
    await browser.send('/account/two-factor/', { totp_value: totpCode(hmacSha1, secret, stepAt(site.clock.now())) });
    assert.match(await browser.open('/manage/account/history/'), /The recovery was claimed/);
  },
);

story('a passkey can be the new factor', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  const kept = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1] ?? '';
  const authenticator = new SoftwareAuthenticator(site.origin);
  const credential = authenticator.create(await askOptions(browser, '/account/recover/options/'));
  await browser.send('/account/recover/claim/', { password: NEW, password_confirm: NEW, recovery_code_value: kept, credential });
  assert.match(browser.text, /It is done/);
});

story('an account that only its passkeys opened is open to the new app afterwards', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  await liveThroughWait(site);
  const { id } = await site.world.read.selectFrom('accounts').select('id').where('username', '=', 'ada').executeTakeFirstOrThrow();
  const rule = passkeyRuleRow(site.world.keys, { account_id: id, made_at: site.clock.now(), ends_lived_ms: null });
  await site.world.database.transaction((tx) => tx.insertInto('passkey_rules').values(rule).execute());

  await browser.open('/account/recover/');
  const kept = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1] ?? '';
  const secret = decodeBase32(appSecretOn(browser.page) ?? '') ?? new Uint8Array();
  const form = { password: NEW, password_confirm: NEW, recovery_code_value: kept };
  await browser.send('/account/recover/claim/', { ...form, totp_value: totpCode(hmacSha1, secret, stepAt(site.clock.now())) });

  await typePassword(browser, { ...ada, password: NEW });
  site.clock.advance({ seconds: 30 });
  await browser.send('/account/two-factor/', { totp_value: totpCode(hmacSha1, secret, stepAt(site.clock.now())) });
  assert.match(await browser.open('/manage/account/history/'), /only they open the account ended/);
});

story('row 31: an older app of the owner stops it for good', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  const owner = site.browser();
  await signIn(site, ada, owner);
  await owner.open('/account/objection/');
  assert.match(owner.text, /Somebody asks for the account ada/);
  await owner.send('/account/objection/stop/');
  assert.match(owner.text, /It is stopped/);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /This recovery is over/);
});

story('row 32: the mailed link makes it wait 72 hours more, once', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  const mailbox = site.browser();
  await mailbox.open(await objectionLink(site, ada));
  await mailbox.send('/account/objection/');
  assert.match(mailbox.text, /It waits once more as long/);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Now it waits/);
  await mailbox.open(await objectionLink(site, ada));
  assert.doesNotMatch(mailbox.page, /Object</);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Begin anew/);
});
