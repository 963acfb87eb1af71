// WAIT is one policy: whatever cools off reads it (security-model D3).
import assert from 'node:assert/strict';
import { settleMailWindows } from '../../src/accounts/mail-window.ts';
import { hold } from '../support/hold-policy.ts';
import { liveThrough } from '../support/live-through.ts';
import { askForAccount, liveThroughWait, makeCircle, signInByPasskey, vouch } from '../support/lost-everything.ts';
import { moveAway } from '../support/move-away.ts';
import { signUpMember } from '../support/story-people.ts';
import { linkIn, type StorySite, story } from '../support/story-site.ts';

async function vouchPathOf({ world }: StorySite): Promise<string> {
  const { id } = await world.read.selectFrom('recoveries').select('id').executeTakeFirstOrThrow();
  return `/account/vouch/${id}/`;
}

story('with a wait of seven days a named person counts after seven days, and the recovery waits seven more', async (site) => {
  await hold(site, 'wait', '7d');
  const { ada, vouchers } = await makeCircle(site);
  const { browser, code } = await askForAccount(site, ada);
  const at = await vouchPathOf(site);
  await vouchers[0]?.browser.open(at);
  assert.match(vouchers[0]?.browser.text ?? '', /Nothing to vouch for/);

  await liveThrough(site, 4 * 24);
  for (const voucher of vouchers) {
    await signInByPasskey(voucher.browser, voucher);
    await vouch(site, voucher, code, at);
  }
  assert.match((await site.mailTo(ada.address)).text, /handed over in seven days/);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Now it waits/);
  await liveThroughWait(site, 4 * 24);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Begin anew/);
});

story('with a wait of seven days a change of addresses can be undone for seven days', async (site) => {
  await hold(site, 'wait', '7d');
  const ada = await signUpMember(site, 'ada');
  await moveAway(site, ada.browser, 'ada@work.example');
  const notice = await site.mailTo(ada.address);
  assert.match(notice.text, /For seven days you can undo it/);

  await liveThrough(site, 4 * 24);
  assert.equal(await settleMailWindows(site.world), 0);
  const mailbox = site.browser();
  await mailbox.open(linkIn(notice) ?? '');
  assert.match(mailbox.text, /Undo the change of addresses/);
  await liveThrough(site, 4 * 24);
  assert.equal(await settleMailWindows(site.world), 1);
});
