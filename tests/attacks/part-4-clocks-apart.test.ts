import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { attack } from '../support/on-both-sites.ts';
import { makeToken, nextCode, signUpMember, typePassword, uploadWith } from '../support/story-people.ts';

attack(
  '4 time: a process whose clock is away from the database’s lets nobody in and publishes nothing; freezing goes on',
  {},
  async ({ site }) => {
    const ada = await signUpMember(site, 'ada');
    const token = await makeToken(ada, 'laptop');
    const thief = site.browser();
    site.clock.isApart = () => true;

    await typePassword(thief, ada);
    await thief.send('/account/two-factor/', { totp_value: nextCode(site, ada.app) });
    assert.equal(thief.status, 503);
    const upload = await uploadWith(site, token, aWheel('apart', '1.0'));
    await ada.browser.open('/manage/account/token/');
    await ada.browser.send('/manage/account/token/', { description: 'thief', token_scope: 'scope:user' });
    assert.deepEqual([upload.status, ada.browser.status], [503, 503]);
    assert.match(upload.reason, /The clocks of this index are more than 30 seconds apart/);
    await thief.open('/manage/account/');
    assert.equal(thief.path, '/account/two-factor/');
    await ada.browser.open('/manage/account/freeze/');
    await ada.browser.send('/manage/account/freeze/');
    site.clock.isApart = () => false;

    await ada.browser.open('/manage/account/');
    assert.match(ada.browser.path, /^\/account\/login\//);
    assert.deepEqual(await site.world.read.selectFrom('files').select('filename').execute(), []);
    assert.equal((await site.world.read.selectFrom('tokens').select('id').execute()).length, 1);
  },
);
