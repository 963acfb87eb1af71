import assert from 'node:assert/strict';
import { aWheel } from '../support/distributions.ts';
import { makeToken, signUp, signUpMember, typePassword, uploadWith } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

story('Ada makes a token for everything, copies it from the page that shows it once, and uploads', async (site) => {
  const ada = await signUpMember(site, 'ada');

  await ada.browser.open('/manage/account/token/');
  await ada.browser.send('/manage/account/token/', { description: 'laptop', token_scope: 'scope:user' });
  assert.match(ada.browser.text, /Token created\. Copy it now: it is not shown again\./);
  const [token = ''] = /keyhouse-[A-Za-z0-9_-]{100,}/.exec(ada.browser.page) ?? [];
  await ada.browser.open('/manage/account/');
  assert.doesNotMatch(ada.browser.page, /keyhouse-[A-Za-z0-9_-]{100,}/);
  assert.match(ada.browser.text, /May upload files of all your projects, also later ones\./);
  assert.match(ada.browser.text, /Not used yet/);

  assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0'))).status, 200);
  await site.runJobs();
  assert.match((await site.mailTo(ada.address)).text, /token “laptop”|tidewater/);
  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.text, /Used just now by .* from 127\.0\.0\.1/);
});

story('a token for one project uploads to that one alone', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await uploadWith(site, await makeToken(ada, 'laptop'), aWheel('tidewater', '1.0'));

  const token = await makeToken(ada, 'release job', 'scope:project:tidewater');
  assert.match(ada.browser.text, /May upload files of tidewater\./);

  assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.1'))).status, 200);
  const other = await uploadWith(site, token, aWheel('moorings', '1.0'));
  assert.equal(other.status, 403);
  assert.match(other.reason, /project/);
});

story('a deleted token uploads nothing from that moment, and the history says who deleted it', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  await ada.browser.open('/manage/account/');
  const remove = /\/manage\/account\/token\/[0-9a-f]+\/delete\//.exec(ada.browser.page)?.[0] ?? '';

  await ada.browser.open(remove);
  assert.match(ada.browser.text, /Whatever uploads with “laptop” stops working at once/);
  await ada.browser.send(remove);
  assert.match(ada.browser.text, /The token was deleted/);

  const refused = await uploadWith(site, token, aWheel('tidewater', '1.0'));
  assert.equal(refused.status, 403);
  assert.match(refused.reason, /This API token was deleted/);
  await ada.browser.open('/manage/account/history/');
  assert.match(ada.browser.text, /You deleted the token “laptop”/);
});

story('without a second factor there is no token', async (site) => {
  const ada = await signUp(site, 'ada');

  await ada.browser.open('/manage/account/token/');

  assert.equal(ada.browser.path, '/manage/account/?needs=factor');
  assert.match(ada.browser.text, /That needs a second factor/);
});

story('a password never uploads, nor does a token of another account delete or sign in', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  const wheel = aWheel('tidewater', '1.0');

  assert.equal((await uploadWith(site, ada.password, wheel)).status, 403);
  assert.equal((await uploadWith(site, `${token}x`, wheel)).status, 403);
  const browser = site.browser();
  await typePassword(browser, { username: 'ada', password: token });
  assert.equal(browser.status, 401);

  assert.deepEqual(await site.world.read.selectFrom('files').select('id').execute(), []);
});
