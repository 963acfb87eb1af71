// Operators begin a recovery for somebody who cannot: two have to agree, and everything else is as for everybody.
import assert from 'node:assert/strict';
import { hmacSha1 } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { ripenRecoveries } from '../../src/recovery/ripen-recoveries.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { liveThroughWait, signInByPasskey, vouch } from '../support/lost-everything.ts';
import { agreePath, makeOperators, startFor, takeLink } from '../support/operators.ts';
import { signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';
const LIST = '/admin/recoveries/';

story(
  'row 29, row 30: two operators agree, 72 hours pass, and an account without any factor has a password, a factor and codes',
  async (site) => {
    const ada = await signUp(site, 'ada');
    const [olga, otto] = await makeOperators(site);
    assert.ok(olga && otto);
    const link = await startFor(olga, 'ada');
    assert.match(olga.browser.text, /The recovery is begun/);
    assert.match((await site.mailTo(ada.address)).text, /An operator began a recovery of your account ada/);
    await olga.browser.open(LIST);
    assert.match(olga.browser.text, /Link not opened yet/);
    assert.match(olga.browser.text, /Begun by the operator olga: “she called, all is lost”/);

    const { browser, code } = await takeLink(site, link);
    assert.match(browser.text, /0 of 2/);
    const at = await agreePath(site);
    assert.match((await site.mailTo(otto.address)).text, new RegExp(at));
    for (const operator of [olga, otto]) {
      await operator.browser.open(LIST);
      assert.match(operator.browser.page, new RegExp(`href="${at}"`));
      await vouch(site, operator, code, at);
      assert.match(operator.browser.text, /You have vouched/);
    }
    await otto.browser.open(LIST);
    assert.match(otto.browser.text, /Operators: 2 of 2/);
    assert.match(otto.browser.text, /olga agreed, as an operator/);
    assert.match(otto.browser.text, /About 72 hours left/);
    assert.match((await site.mailTo(ada.address)).text, /otto vouched as an operator/);
    await liveThroughWait(site);

    await browser.open('/account/recover/');
    const kept = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1] ?? '';
    const secret = decodeBase32(appSecretOn(browser.page) ?? '') ?? new Uint8Array();
    const form = { password: NEW, password_confirm: NEW, recovery_code_value: kept };
    await browser.send('/account/recover/claim/', { ...form, totp_value: totpCode(hmacSha1, secret, stepAt(site.clock.now())) });
    assert.match(browser.text, /It is done/);
    await typePassword(browser, { username: 'ada', password: NEW });
    assert.equal(browser.path, '/account/two-factor/');
  },
);

story('each act stands in the history of the account with its reason', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const [olga, otto] = await makeOperators(site);
  assert.ok(olga && otto);
  const { code } = await takeLink(site, await startFor(olga, 'ada'));
  await vouch(site, otto, code, await agreePath(site));
  await otto.browser.open(LIST);
  const stop = /\/admin\/recoveries\/[0-9a-f]{32}\/stop\//.exec(otto.browser.page)?.[0] ?? '';
  await otto.browser.send(stop, { reason: '' });
  assert.equal(otto.browser.status, 400);
  assert.match(otto.browser.text, /Give a reason/);
  await otto.browser.send(stop, { reason: 'it was not her' });
  assert.match(otto.browser.text, /The recovery is stopped/);
  assert.match(otto.browser.text, /Nobody asks for an account/);
  assert.match((await site.mailTo(ada.address)).text, /An operator stopped the recovery/);

  await typePassword(ada.browser, ada);
  await otto.browser.open('/admin/');
  assert.match(otto.browser.text, /olga began a recovery of the account ada.*“she called, all is lost”/);
  assert.match(
    otto.browser.text,
    /You stopped the recovery of the account ada: “it was not her”|otto stopped the recovery of the account ada: “it was not her”/,
  );
});

story('a second link of an operator ends the first, and a link that nobody opens dies in a day', async (site) => {
  await signUpMember(site, 'ada');
  const [olga] = await makeOperators(site);
  assert.ok(olga);
  const first = await startFor(olga, 'ada');
  const second = await startFor(olga, 'ada', 'the first was lost');
  const browser = site.browser();
  await browser.open(first);
  assert.equal(browser.status, 410);
  await browser.open(second);
  assert.equal(browser.status, 200);
  site.clock.advance({ hours: 25 });
  await ripenRecoveries(site.world);
  await browser.open(second);
  assert.equal(browser.status, 410);
  await signInByPasskey(olga.browser, olga);
  await olga.browser.open(LIST);
  assert.match(olga.browser.text, /Nobody asks for an account/);
});

story('an index with one operator says that operators can let nobody back in', async (site) => {
  const [olga] = await makeOperators(site, ['olga']);
  assert.ok(olga);
  await olga.browser.open(LIST);
  assert.match(olga.browser.text, /One operator alone opens nothing/);
});
