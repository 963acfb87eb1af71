// Operators' accounts cannot be reset by mail alone, and one operator alone opens nobody's account (security-model C6, C7, D5).
import assert from 'node:assert/strict';
import { byCommand } from '../../src/audit/actor.ts';
import { makeResetLink } from '../../src/recovery/make-reset-link.ts';
import { live } from '../support/live.ts';
import { moveAway } from '../support/move-away.ts';
import { makeOperators } from '../support/operators.ts';
import { PASSWORD, type Person, registrationOf, setUpOperator, signUp, typePassword } from '../support/story-people.ts';
import { linkIn, type StorySite, story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';
const TYPED = { password: NEW, password_confirm: NEW };

/** The first operator, who has set up no second factor yet. */
async function bareOperator(site: StorySite): Promise<Person> {
  const operator = { username: 'olga', address: 'olga@example.org', password: PASSWORD, browser: site.browser() };
  await operator.browser.open(await site.setUpLink());
  await operator.browser.send('/setup/', registrationOf('olga'));
  return operator;
}

async function opens(site: StorySite, username: string, password: string): Promise<boolean> {
  const browser = site.browser();
  await typePassword(browser, { username, password });
  return browser.status === 200 && browser.path !== '/account/login/';
}

story('C6: who reads the mailbox of an operator without a second factor gets a mail that says no, and no link', async (site) => {
  const olga = await bareOperator(site);
  const thief = site.browser();
  await thief.open('/account/request-password-reset/');
  await thief.send('/account/request-password-reset/', { username_or_email: olga.address });
  const mail = await site.mailTo(olga.address);
  const link = linkIn(mail);
  if (link !== undefined) {
    await thief.open(link);
    if (thief.status === 200) await thief.send('/account/reset-password/', TYPED);
  }
  assert.equal(await opens(site, 'olga', NEW), false);
  assert.equal(await opens(site, 'olga', PASSWORD), true);
  assert.equal(link, undefined);
  assert.match(mail.text, /so no mail resets it/);
});

story('C6: an operator with a second factor resets by mail and factor, as everybody', async (site) => {
  const olga = await setUpOperator(site);
  const browser = site.browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: olga.username });
  await browser.open(await site.linkMailedTo(olga.address));
  await browser.send('/account/reset-password/', { ...TYPED, totp_value: '', recovery_code_value: olga.codes[1] ?? '' });
  assert.match(browser.text, /The password is set/);
});

story('C6: a link that a command on the host makes does open it, because the host is outside of what is guarded', async (site) => {
  await bareOperator(site);
  const { id } = await site.world.read.selectFrom('accounts').select('id').where('username', '=', 'olga').executeTakeFirstOrThrow();
  const link = await makeResetLink(site.world, byCommand('root'), id, 'she forgot it');
  const browser = site.browser();
  await browser.open(`/account/reset-password/?token=${link.reveal()}`);
  await browser.send('/account/reset-password/', TYPED);
  assert.match(browser.text, /The password is set/);
});

story('C7: an old mailbox alone does not put back the addresses of an operator without a factor, however long it waits', async (site) => {
  const olga = await bareOperator(site);
  await moveAway(site, olga.browser, 'olga@work.example');
  const thief = site.browser();
  await thief.open(await site.linkMailedTo(olga.address));
  await thief.send('/account/undo-addresses/');
  const link = await site.linkMailedTo(olga.address);
  await live(site, 73);
  await thief.open(link);
  await thief.send('/account/restore-addresses/', TYPED);
  assert.match(thief.text, /belongs to an operator/);
  assert.equal(await opens(site, 'olga', NEW), false);
});

story('D5: one operator alone opens no account without a second factor by a link of hers', async (site) => {
  await signUp(site, 'ada');
  const [olga] = await makeOperators(site);
  assert.ok(olga);
  await olga.browser.open('/admin/users/ada/');
  assert.match(olga.browser.text, /no operator opens an account alone/);
  const csrf_token = /name="csrf_token" value="([^"]*)"/.exec(olga.browser.page)?.[1] ?? '';
  const body = new URLSearchParams({ csrf_token, reason: 'a thief with an operator’s session' });
  const headers = { cookie: olga.browser.cookie, origin: site.origin };
  const answer = await site.ask('/admin/users/ada/reset-link/', { method: 'POST', body, headers });
  const page = await answer.text();
  assert.equal(answer.status, 403);
  assert.doesNotMatch(page, /reset-password\/\?token/);
});
