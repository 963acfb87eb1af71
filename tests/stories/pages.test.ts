import assert from 'node:assert/strict';
import { anSdist, aWheel } from '../support/distributions.ts';
import { makeToken, signUpMember, uploadWith } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const README = '# Tidewater\n\nTells *when* the water comes.\n\n<script>steal()</script>\n\n[a trap](javascript:steal())\n';
const WHEEL = aWheel('Tidewater', '1.0', {
  summary: 'Tide tables for small harbours',
  description: README,
  descriptionContentType: 'text/markdown',
  metadataLines: ['Requires-Python: >=3.9', 'Project-URL: Source, https://example.org/tidewater'],
});

story('a stranger finds a project on the front page and reads what it is and how to install it', async (site) => {
  const token = await makeToken(await signUpMember(site, 'ada'), 'laptop');
  for (const file of [WHEEL, anSdist('Tidewater', '1.0'), aWheel('Tidewater', '1.1')]) await uploadWith(site, token, file);
  const stranger = site.browser();

  await stranger.open('/');
  assert.match(stranger.text, /tidewater/i);
  await stranger.open('/project/tidewater/1.0/');
  assert.match(stranger.text, /Tide tables for small harbours/);
  assert.match(stranger.text, /pip install --index-url http:\/\/localhost:\d+\/simple\/ tidewater==1\.0/);
  assert.match(stranger.page, /Tells <em>when<\/em> the water comes/);
  assert.doesNotMatch(stranger.page, /steal\(\)<\/script>|href="javascript:/);
  assert.match(stranger.text, /tidewater-1\.0-py3-none-any\.whl/);
  assert.match(stranger.text, /tidewater-1\.0\.tar\.gz/);
  await stranger.open('/project/Tidewater/');
  assert.equal(stranger.path, '/project/tidewater/');
  assert.match(stranger.text, /1\.1/);
});

story('the page of a person shows her projects and nothing that is hers alone', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await uploadWith(site, await makeToken(ada, 'laptop'), WHEEL);
  const stranger = site.browser();

  await stranger.open('/user/ADA/');
  assert.equal(stranger.path, '/user/ada/');
  assert.match(stranger.text, /Tidewater/i);
  assert.doesNotMatch(stranger.page, /ada@example\.org|laptop|Firefox/);
});

story('search finds a project by a part of its name, however it is spelled', async (site) => {
  await uploadWith(site, await makeToken(await signUpMember(site, 'ada'), 'laptop'), WHEEL);
  const stranger = site.browser();

  for (const query of ['tide', 'TIDEWATER', 'water'])
    assert.match(await stranger.open(`/search/?q=${query}`), /href="\/project\/tidewater\/"/);
  assert.match(await stranger.open('/search/?q=%25'), /No project/);
});

story('help says what one needs to know, and a page that is not there says so and leads on', async (site) => {
  const stranger = site.browser();

  await stranger.open('/help/');
  for (const anchor of ['totp', 'webauthn', 'recovery-codes', 'apitoken', 'phishing', 'not-guarded'])
    assert.match(stranger.page, new RegExp(`id="${anchor}"`));
  await stranger.open('/security/');
  assert.match(stranger.text, /Whom to tell/);
  for (const path of ['/project/moorings/', '/user/nobody/', '/no/such/page', '/admin/']) {
    await stranger.open(path);
    assert.equal(stranger.status, 404, path);
    assert.match(stranger.page, /href="\/"/);
  }
});
