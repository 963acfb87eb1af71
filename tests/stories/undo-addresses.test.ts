import assert from 'node:assert/strict';
import { settleMailWindows } from '../../src/accounts/mail-window.ts';
import type { Visitor } from '../support/browser-client.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { live } from '../support/live.ts';
import { deedsOfAddresses as deedsOf, moveAway } from '../support/move-away.ts';
import { addPasskey, signUpWithPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { nextCode, PASSWORD, setUpOperator, signIn, signUp, signUpMember, stepUp, typePassword } from '../support/story-people.ts';
import { linkIn, type StorySite, story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';
const TYPED = { password: NEW, password_confirm: NEW };

story(
  '64, row 37, row 38: an old address undoes the change: the account freezes, and a factor from before puts the addresses back',
  async (site) => {
    const ada = await signUpMember(site, 'ada');
    await moveAway(site, ada.browser, 'thief@example.net');
    const notice = await site.mailTo(ada.address);
    assert.match(notice.text, /was removed from your account/);

    const anywhere = site.browser();
    await anywhere.open(linkIn(notice) ?? '');
    assert.match(anywhere.text, /Undo the change of addresses\?/);
    await ada.browser.open('/manage/account/');
    assert.equal(ada.browser.status, 200, 'looking changes nothing');
    await anywhere.send('/account/undo-addresses/');
    assert.match(anywhere.text, /The change is held/);
    await ada.browser.open('/manage/account/');
    assert.match(ada.browser.path, /^\/account\/login\//);

    await anywhere.open(await site.linkMailedTo(ada.address));
    assert.match(anywhere.text, /Put the old addresses back/);
    await anywhere.send('/account/restore-addresses/', { ...TYPED, totp_value: '000000' });
    assert.equal(anywhere.status, 403);
    await anywhere.send('/account/restore-addresses/', { ...TYPED, totp_value: nextCode(site, ada.app) });
    assert.match(anywhere.text, /The old addresses are back/);

    const laptop = site.browser();
    await signIn(site, { ...ada, password: NEW }, laptop);
    await laptop.open('/manage/account/');
    assert.match(laptop.text, /ada@example\.org/);
    assert.doesNotMatch(laptop.text, /thief@example\.net/);
    await laptop.open('/manage/account/history/');
    assert.match(laptop.text, /An old address undid the change of your mail addresses/);
    assert.match(laptop.text, /put your old mail addresses back/);
  },
);

story('an account without a factor: its old address decides, after three lived days', async (site) => {
  const ada = await signUp(site, 'ada');
  await moveAway(site, ada.browser, 'thief@example.net');
  const anywhere = site.browser();
  await anywhere.open(await site.linkMailedTo(ada.address));
  await anywhere.send('/account/undo-addresses/');
  const link = await site.linkMailedTo(ada.address);
  await anywhere.open(link);
  assert.match(anywhere.text, /Come back in 72 hours/);
  assert.doesNotMatch(anywhere.page, /action="\/account\/restore-addresses\/"/);

  await live(site, 73);
  await anywhere.open(link);
  await anywhere.send('/account/restore-addresses/', TYPED);
  assert.match(anywhere.text, /The old addresses are back/);
  await typePassword(anywhere, { username: 'ada', password: NEW });
  assert.match(anywhere.text, /ada@example\.org/);
});

story('row 39: nobody undoes it: after three lived days the change stands, and the links of the old address are over', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await moveAway(site, ada.browser, 'ada@work.example');
  const link = await site.linkMailedTo(ada.address);
  assert.equal(await settleMailWindows(site.world), 0);
  await live(site, 73);
  assert.equal(await settleMailWindows(site.world), 1);

  const anywhere = site.browser();
  await anywhere.open(link);
  assert.equal(anywhere.status, 410);
  await signIn(site, { ...ada, password: PASSWORD }, anywhere);
  await anywhere.open('/manage/account/history/');
  assert.match(anywhere.text, /Nobody undid the change of your mail addresses/);
});

story('an operator lifts the freeze of an undone change: the change goes on, and the link that puts back is over', async (site) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');
  await moveAway(site, ada.browser, 'ada@work.example');
  const anywhere = site.browser();
  await anywhere.open(await site.linkMailedTo(ada.address));
  await anywhere.send('/account/undo-addresses/');
  const link = await site.linkMailedTo(ada.address);

  await stepUp(site, olga);
  await olga.browser.open('/admin/users/ada/');
  await olga.browser.send('/admin/users/ada/unfreeze/', { reason: 'she called: the new address is hers' });
  await anywhere.open(link);
  assert.equal(anywhere.status, 410);
  await live(site, 73);
  assert.equal(await settleMailWindows(site.world), 1);
});

story('two addresses stand beside each other, and notices go to both', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await ada.browser.open('/manage/account/emails/');
  await ada.browser.send('/manage/account/emails/', { email: 'ada@work.example' });
  await ada.browser.open(await site.linkMailedTo('ada@work.example'));
  await ada.browser.send('/account/verify-email/', { deed: 'confirm' });
  assert.ok(deedsOf(ada.browser.page)['make-primary']);
  assert.match((await site.mailTo('ada@work.example')).text, /was confirmed: notices go there/);
  assert.match((await site.mailTo(ada.address)).text, /Undo the change/);
});

/** An account with an app and two passkeys, each of which may close the other ways in. */
async function withAppAndPasskeys(site: StorySite, username: string): Promise<{ readonly browser: Visitor; readonly app: string }> {
  const { browser } = await signUpWithPasskey(site, username);
  await addPasskey(browser, new SoftwareAuthenticator(site.world.settings.url), 'Blue key');
  await browser.open('/manage/account/totp-provision');
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: nextCode(site, app) });
  return { browser, app };
}

async function closeOtherWays(browser: Visitor): Promise<void> {
  await browser.open('/manage/account/passkeys-only/');
  await browser.send('/manage/account/passkeys-only/', { deed: 'on' });
  assert.match(browser.text, /nothing but your passkeys opens this account/);
}

/** Undoes the change, and opens the link that puts the addresses back. */
async function undo(site: StorySite, address: string): Promise<Visitor> {
  const anywhere = site.browser();
  await anywhere.open(await site.linkMailedTo(address));
  await anywhere.send('/account/undo-addresses/');
  await anywhere.open(await site.linkMailedTo(address));
  return anywhere;
}

story('“passkeys only” that was switched on after the change neither stops an app from before it, nor outlives it', async (site) => {
  const { browser, app } = await withAppAndPasskeys(site, 'ada');
  await moveAway(site, browser, 'thief@example.net');
  site.clock.advance({ seconds: 1 });
  await closeOtherWays(browser);

  const anywhere = await undo(site, 'ada@example.org');
  await anywhere.send('/account/restore-addresses/', { ...TYPED, totp_value: nextCode(site, app) });
  assert.match(anywhere.text, /The old addresses are back/);

  await signIn(site, { username: 'ada', password: NEW, app, address: 'ada@example.org', codes: [], browser }, anywhere);
  await anywhere.open('/manage/account/history/');
  assert.match(anywhere.text, /was made after the change, and went with it/);
});

story('“passkeys only” from before the change still asks for a passkey', async (site) => {
  const { browser } = await withAppAndPasskeys(site, 'ada');
  await closeOtherWays(browser);
  site.clock.advance({ seconds: 1 });
  await moveAway(site, browser, 'thief@example.net');

  const anywhere = await undo(site, 'ada@example.org');
  await anywhere.send('/account/restore-addresses/', { ...TYPED, credential: '' });
  assert.equal(anywhere.status, 403);
  assert.match(anywhere.text, /Nothing but a passkey that checks you opens this account/);
  assert.doesNotMatch(anywhere.page, /name="totp_value"/);
});
