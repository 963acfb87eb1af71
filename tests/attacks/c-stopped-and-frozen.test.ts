// What two stops and a freeze do to a recovery (security-model C4, C10).
import assert from 'node:assert/strict';
import { ripenRecoveries } from '../../src/recovery/ripen-recoveries.ts';
import { liveThrough } from '../support/live-through.ts';
import { askForAccount, liveThroughWait, makeCircle, signInByPasskey, vouch } from '../support/lost-everything.ts';
import { agreePath, makeOperators } from '../support/operators.ts';
import type { PasskeyMember } from '../support/passkeys.ts';
import { signIn } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

story('C4: after two stops the named people decide nothing any more, two operators do', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [bo] = vouchers;
  assert.ok(bo);
  const operators = await makeOperators(site);
  for (let stop = 0; stop < 2; stop += 1) {
    const asked = await askForAccount(site, ada);
    assert.match(asked.browser.text, /0 of 2/);
    const owner = site.browser();
    await signIn(site, ada, owner);
    await owner.open('/account/objection/');
    await owner.send('/account/objection/stop/');
    assert.match(owner.text, /It is stopped/);
  }
  const { browser, code } = await askForAccount(site, ada);
  assert.doesNotMatch(browser.text, /People who vouched/);
  const at = await agreePath(site);
  await signInByPasskey(bo.browser, bo);
  await bo.browser.open(at);
  assert.equal(bo.browser.status, 410);

  for (const operator of operators) await vouch(site, operator, code, at);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Now it waits/);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Begin anew/);
});

async function press(site: StorySite, operator: PasskeyMember, deed: 'freeze' | 'unfreeze'): Promise<void> {
  const browser = site.browser();
  await signInByPasskey(browser, operator);
  await browser.open('/admin/users/ada/');
  await browser.send(`/admin/users/ada/${deed}/`, { reason: 'a test' });
}

story('C10: the wait of a frozen account stands still, and goes on where it stood', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [olga] = await makeOperators(site, ['olga']);
  assert.ok(olga);
  const { browser, code } = await askForAccount(site, ada);
  for (const voucher of vouchers) {
    await signInByPasskey(voucher.browser, voucher);
    await vouch(site, voucher, code);
  }
  const before = await site.world.read.selectFrom('recoveries').select('ripens_at_lived_ms').executeTakeFirstOrThrow();
  await press(site, olga, 'freeze');
  await liveThrough(site, 100);
  assert.equal(await ripenRecoveries(site.world), 0);

  await press(site, olga, 'unfreeze');
  const after = await site.world.read.selectFrom('recoveries').select('ripens_at_lived_ms').executeTakeFirstOrThrow();
  const moved = Number(after.ripens_at_lived_ms) - Number(before.ripens_at_lived_ms);
  assert.ok(moved >= 100 * 3_600_000, `${moved}`);
  await liveThrough(site, 25);
  await ripenRecoveries(site.world);
  await site.runJobs();
  await browser.open('/account/recover/');
  assert.match(browser.text, /Now it waits/);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Begin anew/);
});
