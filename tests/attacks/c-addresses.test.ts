import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { moveAway } from '../support/move-away.ts';
import { codeNow, type Member, nextCode, signIn, signUpMember, stepUp } from '../support/story-people.ts';

const { site, attack } = attackedSites();
const NEW = 'rhubarb winter saddle ninety';
const FORM = { password: NEW, password_confirm: NEW };

/** Presses undo in the newest mail to an address, and opens the link that follows. */
async function undo(address: string): Promise<Visitor> {
  const browser = site().browser();
  await browser.open(await site().linkMailedTo(address));
  await browser.send('/account/undo-addresses/');
  await browser.open(await site().linkMailedTo(address));
  return browser;
}

/** The thief sets up an app of his own. */
async function addApp(browser: Visitor): Promise<void> {
  site().clock.advance({ seconds: 30 });
  await browser.open('/manage/account/totp-provision');
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'Thief', totp_value: codeNow(site(), app) });
  assert.match(browser.text, /Thief/);
}

async function addressesOf(member: Pick<Member, 'username'>): Promise<number> {
  const account = await site()
    .world.read.selectFrom('accounts')
    .select('id')
    .where('username', '=', member.username)
    .executeTakeFirstOrThrow();
  return (await site().world.read.selectFrom('emails').select('id').where('account_id', '=', account.id).execute()).length;
}

attack(
  'C7: the thief of an old mailbox presses undo: the change is held, and without a factor from before nothing comes back',
  async () => {
    const member = await signUpMember(site(), 'c7old');
    await moveAway(site(), member.browser, 'c7new@example.org');
    const thief = await undo(member.address);
    for (const factor of [{}, { totp_value: '000000' }, { recovery_code_value: 'aaaa-bbbb-cccc-dddd' }]) {
      await thief.send('/account/restore-addresses/', { ...FORM, ...factor });
      assert.equal(thief.status, 403);
    }
    await thief.open('/account/request-password-reset/');
    const before = site().mails.length;
    await thief.send('/account/request-password-reset/', { username_or_email: member.username });
    await site().runJobs();
    assert.equal(site().mails.length, before, 'and a frozen account resets nothing');
  },
);

attack('C7: while a change can be undone a new address gets notices and no link that opens anything', async () => {
  const member = await signUpMember(site(), 'c7reset');
  await moveAway(site(), member.browser, 'c7thief@example.net');
  const thief = site().browser();
  for (const typed of [member.username, 'c7thief@example.net', member.address]) {
    await thief.open('/account/request-password-reset/');
    await thief.send('/account/request-password-reset/', { username_or_email: typed });
  }
  await site().runJobs();
  assert.ok(site().mails.some(({ to, text }) => to === 'c7thief@example.net' && text.includes('The primary address')));
  assert.ok(!site().mails.some(({ to, text }) => to.startsWith('c7') && text.includes('/account/reset-password/')));
});

attack('C7: an undo link in another browser only takes away: looking at it changes nothing, and no session comes of it', async () => {
  const member = await signUpMember(site(), 'c7look');
  await moveAway(site(), member.browser, 'c7look@work.example');
  const link = await site().linkMailedTo(member.address);
  const thief = site().browser();
  for (let times = 0; times < 5; times += 1) await thief.open(link);
  await member.browser.open('/manage/account/');
  assert.equal(member.browser.path, '/manage/account/');
  await thief.send('/account/undo-addresses/');
  await thief.open('/manage/account/');
  assert.match(thief.path, /^\/account\/login\//);
});

attack('C8: a chain of changes does not outrun the undo: the first snapshot comes back, without the thief’s factor', async () => {
  const member = await signUpMember(site(), 'c8');
  await moveAway(site(), member.browser, 'c8a@example.net');
  await stepUp(site(), member);
  await moveAway(site(), member.browser, 'c8b@example.net');
  await addApp(member.browser);

  const owner = await undo(member.address);
  await owner.send('/account/restore-addresses/', { ...FORM, totp_value: nextCode(site(), member.app) });
  assert.match(owner.text, /The old addresses are back/);
  const laptop = site().browser();
  await signIn(site(), { ...member, password: NEW }, laptop);
  await laptop.open('/manage/account/');
  assert.match(laptop.text, /c8@example\.org/);
  assert.doesNotMatch(laptop.text, /c8[ab]@example\.net/);
  assert.doesNotMatch(laptop.text, /Thief/);
  assert.equal(await addressesOf(member), 1);
});

attack('C8: recovery codes made after the change restore nothing', async () => {
  const member = await signUpMember(site(), 'c8codes');
  await moveAway(site(), member.browser, 'c8codes@example.net');
  site().clock.advance({ seconds: 1 });
  await member.browser.open('/manage/account/recovery-codes/');
  const codes = [...member.browser.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, code]) => code ?? '');
  await member.browser.send('/manage/account/recovery-codes/', { recovery_code_value: codes[0] ?? '' });
  const thief = await undo(member.address);
  await thief.send('/account/restore-addresses/', { ...FORM, recovery_code_value: codes[1] ?? '' });
  assert.equal(thief.status, 403);
  assert.match(thief.text, /added after the addresses were changed/);
});
