// One operator alone takes no account over (security-model D2, D5), and C1 to C4 hold for a recovery that operators begin.
import assert from 'node:assert/strict';
import { liveThrough } from '../support/live-through.ts';
import { liveThroughWait, signInByPasskey, vouch } from '../support/lost-everything.ts';
import { agreePath, grantOperator, makeOperators, startFor, takeLink } from '../support/operators.ts';
import { signUpWithPasskey } from '../support/passkeys.ts';
import { signIn, signUpMember } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

story('D5: an operator who begins a recovery, opens its link and agrees has nothing', async (site) => {
  await signUpMember(site, 'ada');
  const [olga] = await makeOperators(site);
  assert.ok(olga);
  const { browser, code } = await takeLink(site, await startFor(olga, 'ada'));
  const at = await agreePath(site);
  await vouch(site, olga, code, at);
  assert.match(olga.browser.text, /You have vouched/);
  await olga.browser.open(`${at}`);
  assert.match(olga.browser.text, /You have vouched/);
  await liveThroughWait(site);
  await browser.open('/account/recover/');
  assert.match(browser.text, /1 of 2/);
  assert.match(browser.text, /People have to vouch now/);
});

story('D2: an operator who is one for less than the wait does not count as the second', async (site) => {
  await signUpMember(site, 'ada');
  const second = await signUpWithPasskey(site, 'otto');
  const [olga] = await makeOperators(site, ['olga']);
  assert.ok(olga);
  await grantOperator(site, 'otto');
  const { code } = await takeLink(site, await startFor(olga, 'ada'));
  const at = await agreePath(site);
  await signInByPasskey(second.browser, second);
  await second.browser.open(at);
  assert.equal(second.browser.status, 410);
  await liveThrough(site, 73);
  await signInByPasskey(second.browser, second);
  await vouch(site, second, code, at);
  assert.match(second.browser.text, /You have vouched/);
});

story('D5: nobody agrees about an account of her own, nor without a reason, nor by a session that was not confirmed', async (site) => {
  const [olga, otto] = await makeOperators(site);
  assert.ok(olga && otto);
  const { code } = await takeLink(site, await startFor(olga, 'otto'));
  const at = await agreePath(site);
  await otto.browser.open(at);
  assert.equal(otto.browser.status, 410);
  await otto.browser.open('/admin/recoveries/');
  assert.doesNotMatch(otto.browser.page, /\/stop\//);
  await olga.browser.open(at);
  await olga.browser.send(at, { voice_code: code, credential: '', reason: ' ' });
  assert.equal(olga.browser.status, 400);
  assert.match(olga.browser.text, /Give a reason/);

  site.clock.advance({ minutes: 20 });
  await olga.browser.open('/admin/users/otto/');
  await olga.browser.send('/admin/users/otto/start-recovery/', { reason: 'again' });
  assert.match(olga.browser.path, /^\/account\/reauthenticate\//);
});

story('C1: the link of an operator makes one claimant; what it shows is in no other browser', async (site) => {
  await signUpMember(site, 'ada');
  const [olga] = await makeOperators(site);
  assert.ok(olga);
  const link = await startFor(olga, 'ada');
  const late = site.browser();
  await late.open(link);
  const { code } = await takeLink(site, link);
  await late.send('/account/recover/start/');
  assert.equal(late.status, 400);
  await late.open('/account/recover/');
  assert.doesNotMatch(late.page, new RegExp(code));
});

story('C4: an older app stops what two operators agreed to, also before its link is opened', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const [olga, otto] = await makeOperators(site);
  assert.ok(olga && otto);
  const link = await startFor(olga, 'ada');
  await signIn(site, ada, ada.browser);
  await ada.browser.open('/account/objection/');
  await ada.browser.send('/account/objection/stop/');
  assert.match(ada.browser.text, /It is stopped/);
  const browser = site.browser();
  await browser.open(link);
  assert.equal(browser.status, 410);

  const again = await takeLink(site, await startFor(olga, 'ada'));
  const at = await agreePath(site);
  for (const operator of [olga, otto]) await vouch(site, operator, again.code, at);
  await ada.browser.open('/account/objection/');
  await ada.browser.send('/account/objection/stop/');
  await liveThroughWait(site);
  await again.browser.open('/account/recover/');
  assert.match(again.browser.text, /This recovery is over/);
});
