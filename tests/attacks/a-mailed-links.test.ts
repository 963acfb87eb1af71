import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { PASSWORD, registrationOf, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { linkIn } from '../support/story-site.ts';

const { site, attack } = attackedSites();
const NEW = 'rhubarb winter saddle ninety';

async function resetLink(address: string): Promise<string> {
  const browser = site().browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: address });
  return site().linkMailedTo(address);
}

attack(
  'A4, 61, 63, 7.6.2: a mail scanner that opens a link a hundred times neither uses it up nor finds it on a page afterwards',
  async () => {
    const scanned = await signUp(site(), 'scanned');
    const link = await resetLink(scanned.address);
    const before = await dumpTables(site().world.read);
    for (let round = 0; round < 50; round += 1) {
      for (const method of ['GET', 'HEAD'])
        assert.equal((await site().ask(link, { method })).headers.get('location'), '/account/reset-password/');
    }
    assert.deepEqual(await dumpTables(site().world.read), before);

    const browser = site().browser();
    await browser.open(link);
    const token = link.split('=')[1] ?? '';
    assert.equal(browser.path, '/account/reset-password/');
    assert.equal(browser.headers.get('referrer-policy'), 'no-referrer');
    assert.ok(!browser.page.includes(token));
    await browser.send('/account/reset-password/', { password: NEW, password_confirm: NEW });
    assert.match(browser.text, /password is set/i);
  },
);

attack('A5, 60: a link from an old mailbox is over: used, replaced by a newer one, past its hour, or of another kind', async () => {
  const person = await signUp(site(), 'oldbox');
  const [older, newer] = [await resetLink(person.address), await resetLink(person.address)];
  const token = newer.split('=')[1] ?? '';
  const opened = async (path: string): Promise<number> => {
    const browser = site().browser();
    await browser.open(path);
    return browser.status;
  };

  assert.equal(await opened(older), 410);
  assert.equal(await opened(`/account/not-me/?token=${token}`), 410);
  assert.equal(await opened(`/account/invitation/?token=${token}`), 410);
  assert.equal(await opened(`/setup/?token=${token}`), 410);
  assert.equal(await opened(newer), 200);
  site().clock.advance({ minutes: 61 });
  assert.equal(await opened(newer), 410);
});

attack('A5, 6.3.6: the link of a notice freezes and does nothing else: no session comes of it', async () => {
  const person = await signUpMember(site(), 'stopped');
  const mail = site().mails.findLast(({ to }) => to === person.address) ?? (await site().mailTo(person.address));
  await site().runJobs();
  const notice = site().mails.findLast(({ to, text }) => to === person.address && text.includes('/account/not-me/')) ?? mail;
  const thief = site().browser();

  await thief.open(linkIn(notice) ?? '');
  await thief.send('/account/not-me/');
  await thief.open('/manage/account/');

  assert.equal(thief.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
  await person.browser.open('/manage/account/');
  assert.equal(person.browser.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
});

attack(
  'A6, 69: forty resets asked for by strangers are five mails and a digest, and the notice of a real change still goes out',
  async () => {
    const person = await signUp(site(), 'flooded');
    await site().runJobs();
    const before = site().mails.length;
    for (let asked = 0; asked < 4; asked += 1) {
      const browser = site().browser();
      await browser.open('/account/request-password-reset/');
      for (let again = 0; again < 10; again += 1) {
        site().clock.advance({ minutes: 2 });
        await browser.open('/account/request-password-reset/');
        await browser.send('/account/request-password-reset/', { username_or_email: again % 2 === 0 ? 'Flooded' : person.address });
        assert.equal(browser.status, 200);
      }
      await site().runJobs();
    }
    const asked = site()
      .mails.slice(before)
      .filter(({ to }) => to === person.address);
    await typePassword(person.browser, person);
    const typed = { password_current: PASSWORD, password: NEW, password_confirm: NEW };
    await person.browser.open('/manage/account/password/');
    await person.browser.send('/manage/account/password/', typed);
    await site().runJobs();

    assert.equal(asked.length, 6);
    assert.equal(asked.filter(({ subject }) => /No more of these mails today/.test(subject)).length, 1);
    assert.match(site().mails.at(-1)?.text ?? '', /password of your account was changed/i);
  },
);

attack('A7, 7.2.3: a copy of database and log gives no live link, neither from the outbox nor from the table of links', async () => {
  const browser = site().browser();
  await browser.open('/account/register/');
  await browser.send('/account/register/', registrationOf('dumped'));
  const waiting = JSON.stringify([...(await dumpTables(site().world.read))]);
  const link = await site().linkMailedTo('dumped@example.org');
  const sent = JSON.stringify([...(await dumpTables(site().world.read))]);
  const token = link.split('=')[1] ?? '';
  const spellings = [token, Buffer.from(token, 'base64url').toString('hex'), Buffer.from(token, 'base64url').toString('base64')];

  for (const text of [waiting, sent, site().log.join('\n')]) {
    for (const spelling of spellings) assert.ok(!text.includes(spelling));
    assert.ok(!text.includes('dumped@example.org'));
  }
  assert.ok(waiting.includes('registration'), 'the mail did wait in the outbox');
});

attack('A8: a prefetch of set-up and sign-in pages stores nothing, and the secret shown stays the same until it is confirmed', async () => {
  const { browser } = await signUp(site(), 'prefetched');
  const before = await dumpTables(site().world.read);
  const secrets = new Set<string | undefined>();
  for (let round = 0; round < 5; round += 1) {
    secrets.add(appSecretOn(await browser.open('/manage/account/totp-provision')));
    await site().browser().open('/account/login/');
    await site().browser().open('/account/register/');
  }
  assert.deepEqual(await dumpTables(site().world.read), before);
  assert.equal(secrets.size, 1);

  const other = await signUp(site(), 'prefetched2');
  assert.notEqual(appSecretOn(await other.browser.open('/manage/account/totp-provision')), [...secrets][0]);
});
