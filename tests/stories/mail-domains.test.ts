import assert from 'node:assert/strict';
import { StoryDomains, watchFor } from '../support/gone-domains.ts';
import { nextCode, type Person, signIn, signUp, signUpMember } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const domains = new StoryDomains();

/** Adds and confirms a second address. */
async function addAddress(site: StorySite, { browser }: Person, address: string): Promise<void> {
  await browser.open('/manage/account/emails/');
  await browser.send('/manage/account/emails/', { email: address });
  await browser.open(await site.linkMailedTo(address));
  await browser.send('/account/verify-email/', { deed: 'confirm' });
}

story(
  'a domain that is gone for a week: its address gets no reset any more, the others are told, and Ada signs in as before',
  async (site) => {
    domains.set('gone.example', 'there');
    const ada = await signUpMember(site, 'ada');
    await addAddress(site, ada, 'ada@gone.example');
    assert.equal(await watchFor(site, 4), 0);
    domains.set('gone.example', 'gone');
    assert.equal(await watchFor(site, 6), 0, 'not before a week');
    assert.equal(await watchFor(site, 3), 1);
    assert.equal(await watchFor(site, 3), 0, 'once');
    assert.ok(site.mails.some(({ to, text }) => to === ada.address && text.includes('ada@gone.example')));

    const browser = site.browser();
    await browser.open('/account/request-password-reset/');
    await browser.send('/account/request-password-reset/', { username_or_email: 'ada@gone.example' });
    await site.runJobs();
    assert.ok(!site.mails.some(({ to, text }) => to === 'ada@gone.example' && text.includes('/account/reset-password/')));
    await signIn(site, ada, browser);
    await browser.open('/manage/account/');
    assert.match(browser.text, /Domain gone/);
    await browser.open('/manage/account/history/');
    assert.match(browser.text, /The domain of .*ada@gone\.example.* is gone since a week/);
  },
  { wrap: domains.wrap },
);

story(
  'the only address is on a domain that is gone: the app still opens the account, in a new browser too',
  async (site) => {
    domains.set('example.org', 'there');
    const ada = await signUpMember(site, 'ada');
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 9), 1);
    const laptop = site.browser({ readsMail: false });
    await laptop.open('/account/login/');
    await laptop.send('/account/login/', { username: 'ada', password: ada.password });
    await laptop.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
    await laptop.open('/manage/account/token/');
    assert.equal(laptop.path, '/manage/account/token/', 'it still publishes');
    domains.set('example.org', 'there');
    assert.equal(await watchFor(site, 2), 0);
    await laptop.open('/account/request-password-reset/');
    await laptop.send('/account/request-password-reset/', { username_or_email: 'ada' });
    await site.runJobs();
    assert.ok(!site.mails.some(({ text }) => text.includes('/account/reset-password/')), 'somebody else may have registered it');
  },
  { wrap: domains.wrap },
);

story(
  'no answer and a failing server count for nothing, one good day begins the week anew, and many at once are not believed',
  async (site) => {
    domains.set('example.org', 'there');
    await signUp(site, 'ada');
    domains.set('example.org', 'unknown');
    assert.equal(await watchFor(site, 20), 0);
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 6), 0);
    domains.set('example.org', 'there');
    assert.equal(await watchFor(site, 1), 0);
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 6), 0);
    domains.set('example.org', 'there');
    await watchFor(site, 1);

    const bo = await signUp(site, 'bo');
    for (const number of [1, 2, 3]) {
      domains.set(`many${number}.example`, 'there');
      await addAddress(site, bo, `bo@many${number}.example`);
    }
    for (const number of [1, 2, 3]) domains.set(`many${number}.example`, 'gone');
    assert.equal(await watchFor(site, 20), 0);
    assert.ok(site.log.some((line) => line.includes('many mail domains are denied at once')));
  },
  { wrap: domains.wrap },
);

story(
  'an index without mail asks nobody about domains',
  async (site) => {
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 10), 0);
    assert.deepEqual(await site.world.read.selectFrom('mail_domains').selectAll().execute(), []);
  },
  { wrap: domains.wrap, mail: 'off' },
);
