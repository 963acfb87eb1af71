import assert from 'node:assert/strict';
import { liveDays } from '../support/closed.ts';
import { StoryDomains, watchFor } from '../support/gone-domains.ts';
import { nextCode, signInWithCode, signUpMember } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const domains = new StoryDomains();

story(
  'C12: breaking DNS for a domain for days boxes nobody in: nothing changes, and then nothing but the links',
  async (site) => {
    domains.set('example.org', 'there');
    const ada = await signUpMember(site, 'ada');
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 7), 0);
    domains.set('example.org', 'there');
    assert.equal(await watchFor(site, 1), 0);
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 9), 1);
    const { verified_at } = await site.world.read.selectFrom('emails').select('verified_at').executeTakeFirstOrThrow();
    assert.notEqual(verified_at, null, 'the address stays confirmed');
    await ada.browser.open('/account/login/');
    await ada.browser.send('/account/login/', { username: 'ada', password: ada.password });
    await ada.browser.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
    await ada.browser.open('/manage/account/');
    assert.equal(ada.browser.path, '/manage/account/');
  },
  { wrap: domains.wrap },
);

story(
  'C12: who registers a domain that was gone gets no link by it, and a recovery code does not stand in for the mailbox',
  async (site) => {
    domains.set('example.org', 'there');
    const ada = await signUpMember(site, 'ada');
    domains.set('example.org', 'gone');
    assert.equal(await watchFor(site, 9), 1);
    domains.set('example.org', 'there');
    assert.equal(await watchFor(site, 9), 0);
    const before = site.mails.length;
    const thief = site.browser({ readsMail: false });
    for (const path of ['/account/request-password-reset/', '/account/unfreeze/']) {
      await thief.open(path);
      const action = path === '/account/unfreeze/' ? '/account/unfreeze/link/' : path;
      await thief.send(action, { username_or_email: ada.address });
    }
    await site.runJobs();
    await signInWithCode(ada, thief, ada.codes[2] ?? '');
    await thief.open('/manage/account/');
    assert.match(thief.path, /^\/account\//, 'no session');
    const links = site.mails.slice(before).filter(({ text }) => /\/(reset-password|confirm-unfreeze|confirm-sign-in)\//.test(text));
    assert.deepEqual(links, []);
    assert.equal(await liveDays(site, 1), 0);
  },
  { wrap: domains.wrap },
);
