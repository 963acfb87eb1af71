// Every way in, walked: the session is as strong as what was shown, and never stronger.
import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { askAtLogin, askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import {
  nextCode,
  registrationOf,
  setUpOperator,
  signIn,
  signInWithCode,
  signUp,
  signUpMember,
  typePassword,
} from '../support/story-people.ts';

const { site, prepared, attack } = attackedSites({}, (started) => setUpOperator(started));

/** The strengths of an account's live sessions, the newest last. */
async function strengthsOf(username: string): Promise<readonly string[]> {
  const rows = await site()
    .world.read.selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select('sessions.strength')
    .where('accounts.username', '=', username)
    .where('sessions.ended_at', 'is', null)
    .whereRef('sessions.epoch', '=', 'accounts.auth_epoch')
    .orderBy('sessions.started_at')
    .execute();
  return rows.map(({ strength }) => strength);
}

async function newest(username: string): Promise<string | undefined> {
  return (await strengthsOf(username)).at(-1);
}

/** What a browser has that only showed a password of an account that needs more. */
async function half(username: string, password: string): Promise<Visitor> {
  const browser = site().browser();
  await typePassword(browser, { username, password });
  assert.equal(browser.path, '/account/two-factor/');
  return browser;
}

attack('6.3.4: a password gives P, and nothing where a second factor is needed', async () => {
  const person = await signUp(site(), 'w-plain');
  assert.deepEqual(await strengthsOf('w-plain'), ['P'], 'a confirmed registration');
  site().clock.advance({ minutes: 1 });
  await typePassword(site().browser(), person);
  assert.equal(await newest('w-plain'), 'P');

  const member = await signUpMember(site(), 'w-member');
  const before = await strengthsOf('w-member');
  await half('w-member', member.password);
  assert.deepEqual(await strengthsOf('w-member'), before);
});

attack('6.3.4: an app gives O, through the mailbox too; a recovery code gives R', async () => {
  const member = await signUpMember(site(), 'w-codes');
  const held = site().browser({ readsMail: false });
  const before = await strengthsOf('w-codes');
  await signIn(site(), member, held);
  assert.deepEqual(await strengthsOf('w-codes'), before, 'while the mailbox is asked there is no session');
  await signIn(site(), member, site().browser());
  assert.equal(await newest('w-codes'), 'O');
  site().clock.advance({ minutes: 1 });
  await signInWithCode(member, site().browser(), member.codes[3] ?? '');
  assert.equal(await newest('w-codes'), 'R');
});

attack('6.3.4: a key gives K beside the password, V where it verified its person; alone it gives V or nothing', async () => {
  const member = await signUpWithPasskey(site(), 'w-keys');
  for (const [isVerified, strength] of [
    [false, 'K'],
    [true, 'V'],
  ] as const) {
    site().clock.advance({ minutes: 1 });
    const browser = await half('w-keys', member.password);
    const asked = await askOptions(browser, '/account/two-factor/passkey/options/');
    await browser.send('/account/two-factor/passkey/', { credential: member.authenticator.get(asked, { isVerified }) });
    assert.equal(await newest('w-keys'), strength);
  }
  const before = (await strengthsOf('w-keys')).length;
  const [weak, alone] = [site().browser(), site().browser()];
  site().clock.advance({ minutes: 1 });
  await weak.send('/account/login/passkey/', { credential: member.authenticator.get(await askAtLogin(weak), { isVerified: false }) });
  assert.equal((await strengthsOf('w-keys')).length, before);
  await alone.send('/account/login/passkey/', { credential: member.authenticator.get(await askAtLogin(alone)) });
  assert.equal(await newest('w-keys'), 'V');
});

attack('6.3.4: a session that rested goes on as strong as it was, whatever woke it', async () => {
  const member = await signUpMember(site(), 'w-rests');
  assert.deepEqual(await strengthsOf('w-rests'), ['O']);
  site().clock.advance({ minutes: 61 });
  await typePassword(member.browser, member);
  assert.deepEqual(await strengthsOf('w-rests'), ['O']);
});

attack('6.3.4: invitations and the set-up link give P; a reset gives no session at all', async () => {
  const olga = site().browser();
  await signIn(site(), prepared(), olga);
  await olga.open('/admin/invite/');
  await olga.send('/admin/invite/', { email: 'w-guest@example.org', reason: 'joins us' });
  const guest = site().browser();
  await guest.open(await site().linkMailedTo('w-guest@example.org'));
  await guest.send('/account/invitation/', registrationOf('w-guest'));
  await guest.open(await site().linkMailedTo('w-guest@example.org'));
  await guest.send('/account/verify-email/', { deed: 'confirm' });
  assert.deepEqual(await strengthsOf('w-guest'), ['P']);

  const member = await signUpMember(site(), 'w-reset');
  const browser = site().browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: 'w-reset' });
  await browser.open(await site().linkMailedTo(member.address));
  const set = { password: 'rhubarb winter saddle ninety', password_confirm: 'rhubarb winter saddle ninety' };
  await browser.send('/account/reset-password/', { ...set, totp_value: nextCode(site(), member.app) });
  assert.match(browser.text, /password is set/i);
  assert.deepEqual(await strengthsOf('w-reset'), []);
});
