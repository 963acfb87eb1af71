import assert from 'node:assert/strict';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { hold } from '../support/hold-policy.ts';
import { makeToken, registrationOf, setUpOperator, signUpMember, uploadWith } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const withLine = (line: string): Distribution => aWheel('tidewater', '2.0', { metadataLines: [line] });

/** What a company uploads and an index for everybody refuses, each by its rule. */
const ONLY_PUBLIC: readonly (readonly [rule: string, distribution: Distribution])[] = [
  ['local-version', aWheel('tidewater', '2.0+tides.1')],
  ['unknown-classifier', withLine('Classifier: Private :: Do Not Upload')],
  ['deprecated-classifier', withLine('Classifier: Natural Language :: Ukranian')],
  ['direct-reference', withLine('Requires-Dist: moon @ https://example.org/moon-1.0.tar.gz')],
  ['platform-tag', aWheel('tidewater', '2.0', { tags: 'cp314-cp314-linux_x86_64' })],
  ['standard-library-name', aWheel('asyncio', '1.0')],
  ['empty-description', aWheel('tidewater', '2.0', { description: '<!-- later -->', descriptionContentType: 'text/markdown' })],
  ['bad-metadata', withLine('Author-email: Ada <ada@workshop>')],
];

async function startWith(site: StorySite, rules: string): Promise<string> {
  await hold(site, 'uploadRules', rules);
  return makeToken(await signUpMember(site, 'ada'), 'laptop');
}

story('public rules refuse what is of use in a company alone, and each refusal names its rule', async (site) => {
  const token = await startWith(site, 'public');

  for (const [rule, distribution] of ONLY_PUBLIC) {
    const answer = await uploadWith(site, token, distribution);
    assert.equal(answer.status, 400, rule);
    assert.match(answer.reason, new RegExp(` Rule: ${rule}\\.$`));
  }
  assert.equal((await uploadWith(site, token, aWheel('tidewater', '2.0', { tags: 'cp314-cp314-manylinux_2_28_x86_64' }))).status, 200);
});

story('an operator makes the rules public at once; making them private again is told to all and waits', async (site) => {
  const olga = await setUpOperator(site);
  const token = await makeToken(await signUpMember(site, 'ada'), 'laptop');
  await olga.browser.open('/admin/policies/');
  await olga.browser.send('/admin/policies/uploadRules/', { value: 'public', reason: 'we open the index' });
  assert.match(olga.browser.text, /The policy is changed/);

  assert.match((await uploadWith(site, token, aWheel('tidewater', '2.0+tides.1'))).reason, /Rule: local-version\.$/);

  await olga.browser.send('/admin/policies/uploadRules/', { value: 'private', reason: 'we close it' });
  assert.match(olga.browser.text, /It takes effect after the wait/);
  assert.match((await uploadWith(site, token, aWheel('tidewater', '2.0+tides.1'))).reason, /Rule: local-version\.$/);
});

story('private rules take what is of use in a company', async (site) => {
  const token = await startWith(site, 'private');

  for (const [at, [rule, { filename, ...distribution }]] of ONLY_PUBLIC.entries()) {
    const answer = await uploadWith(site, token, { filename, ...distribution });
    // Several are of one filename: the first is taken, the others are other bytes.
    const isTaken = answer.status === 200 || /^File already exists/.test(answer.reason);
    assert.ok(isTaken, `${at} ${rule}: ${answer.reason}`);
  }
});

story(
  'a release takes new files for 14 days under public rules, the same file again always, and for ever under private ones',
  async (site) => {
    const token = await startWith(site, 'public');
    await uploadWith(site, token, aWheel('tidewater', '1.0'));

    site.clock.advance({ hours: 14 * 24 - 1 });
    assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0', { build: '1' }))).status, 200);
    site.clock.advance({ hours: 1 });
    const late = await uploadWith(site, token, anSdist('tidewater', '1.0'));
    assert.equal(late.status, 400);
    assert.equal(late.reason, 'Release 1.0 takes no new files: it is older than 14 days. Use another version. Rule: closed-release.');
    assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0'))).status, 200);
    assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.1'))).status, 200);

    await hold(site, 'uploadRules', 'private');
    assert.equal((await uploadWith(site, token, anSdist('tidewater', '1.0'))).status, 200);
  },
);

story('a description that our renderer can not read is shown as text and refused by nobody', async (site) => {
  const token = await startWith(site, 'public');
  const description = '.. automodule:: tides\n   :members:\n';

  const answer = await uploadWith(site, token, aWheel('tidewater', '1.0', { description, descriptionContentType: 'text/x-rst' }));

  assert.equal(answer.status, 200, answer.reason);
});

story('whoever sets up the index is asked whose packages it holds; the answer decides, and is an event', async (site) => {
  const browser = site.browser();
  await browser.open(await site.setUpLink());
  assert.match(browser.text, /Whose packages are these\?/);
  await browser.send('/setup/', { ...registrationOf('olga'), upload_rules: 'public', password_confirm: 'another' });
  assert.match(browser.page, /value="public"[^>]*checked/);

  await browser.send('/setup/', { ...registrationOf('olga'), upload_rules: 'public' });

  await browser.open('/help/');
  assert.match(browser.text, /This index holds uploads to public rules/);
  assert.match(browser.text, /closed-release/);
  const events = await site.world.read.selectFrom('entries').select('serial').where('kind', '=', 'site.policy-changed').execute();
  assert.equal(events.length, 1);
});

story('where nobody answered the rules are private', async (site) => {
  const { browser } = await setUpOperator(site);

  await browser.open('/help/');

  assert.match(browser.text, /This index holds uploads to private rules/);
  assert.doesNotMatch(browser.text, /closed-release/);
});

story(
  'a host that pins the rules is not asked at the set-up',
  async (site) => {
    const browser = site.browser();
    await browser.open(await site.setUpLink());
    assert.doesNotMatch(browser.text, /Whose packages are these\?/);

    await browser.send('/setup/', registrationOf('olga'));

    await browser.open('/help/');
    assert.match(browser.text, /public rules/);
  },
  { settings: { pinned: { registration: 'open', uploadRules: 'public' } } },
);
