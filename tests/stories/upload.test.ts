import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { dumpTables } from '../support/leave-clean.ts';
import type { ChangedFields } from '../support/send-upload.ts';
import { makeToken, signUpMember, uploadWith } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

/** What an upload leaves behind when it succeeds: rows about projects, and bytes. */
async function traces(site: StorySite): Promise<Readonly<Record<string, string | undefined>>> {
  const tables = await dumpTables(site.world.read);
  const named = ['projects', 'project_roles', 'releases', 'files', 'filenames', 'blobs'].map((name) => [name, tables.get(name)]);
  const stored: string[] = [];
  for await (const sha256 of site.world.files.list()) stored.push(sha256);
  return { ...Object.fromEntries(named), stored: stored.join() };
}

story('a wheel and an sdist of a new name make a project that the uploader owns', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');

  assert.deepEqual((await uploadWith(site, token, aWheel('Tide.Water', '1.0'))).reason, 'OK');
  assert.deepEqual((await uploadWith(site, token, anSdist('Tide.Water', '1.0'))).reason, 'OK');

  await ada.browser.open('/manage/projects/');
  assert.match(ada.browser.text, /Tide\.WaterOwner/);
  await ada.browser.open('/manage/account/history/');
  assert.match(ada.browser.text, /tide_water-1\.0-py3-none-any\.whl/);
  assert.match(ada.browser.text, /tide_water-1\.0\.tar\.gz/);
});

story('the same bytes again are fine; others under the name of a file are refused for ever', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  await uploadWith(site, token, aWheel('tidewater', '1.0'));

  assert.equal((await uploadWith(site, token, aWheel('tidewater', '1.0'))).status, 200);
  const before = await traces(site);
  const other = await uploadWith(site, token, aWheel('tidewater', '1.0', { summary: 'Other bytes' }));

  assert.equal(other.status, 400);
  assert.match(other.reason, /^File already exists: tidewater-1\.0-py3-none-any\.whl was uploaded before/);
  assert.deepEqual(await traces(site), before);
});

story('whatever is wrong with an upload, the status line says it and nothing stays behind', async (site) => {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  await uploadWith(site, token, aWheel('tidewater', '1.0'));
  await uploadWith(site, token, anSdist('tidewater', '1.0'));
  const wheel = aWheel('tidewater', '2.0');
  const wrong: readonly (readonly [Distribution, ChangedFields, RegExp])[] = [
    [wheel, { sha256_digest: '0'.repeat(64) }, /digest/],
    [wheel, { sha256_digest: undefined }, /gives no digest/],
    [wheel, { version: '2.1' }, /2\.1/],
    [wheel, { name: 'moorings' }, /moorings/],
    [wheel, { filetype: 'sdist', pyversion: 'source' }, /sdist|wheel/],
    [wheel, { filetype: 'bdist_egg' }, /must be sdist or bdist_wheel/],
    [{ ...wheel, filename: 'tidewater.whl' }, {}, /tidewater\.whl|file name/i],
    [{ ...wheel, filename: 'moorings-2.0-py3-none-any.whl' }, {}, /moorings/],
    [{ ...wheel, bytes: Buffer.from('no archive at all') }, {}, /archive|zip/i],
    [aWheel('tidewater', '2.0', { metadata: 'Metadata-Version: 2.4\nName: tidewater\nVersion: 3.0\n' }), {}, /3\.0/],
    [anSdist('tidewater', '1.0.0'), {}, /sdist already/],
    [aWheel('tide-water', '1.0'), {}, /easily mistaken|tidewater/],
    [aWheel('tidewater', '2.0', { files: { 'big.bin': randomBytes(1 << 21) } }), {}, /^/],
  ];
  const before = await traces(site);

  for (const [distribution, fields, reason] of wrong) {
    const answer = await uploadWith(site, token, distribution, fields);

    assert.ok(answer.status === 400 || answer.status === 413, `${distribution.filename} ${reason}: ${answer.status} ${answer.reason}`);
    assert.match(answer.reason, reason);
    assert.deepEqual(await traces(site), before, answer.reason);
  }
});

story('nobody uploads to the project of somebody else', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await uploadWith(site, await makeToken(ada, 'laptop'), aWheel('tidewater', '1.0'));
  const eve = await signUpMember(site, 'eve');
  const before = await traces(site);

  const answer = await uploadWith(site, await makeToken(eve, 'laptop'), aWheel('tidewater', '1.1'));

  assert.equal(answer.status, 403);
  assert.match(answer.reason, /tidewater|project/);
  assert.deepEqual(await traces(site), before);
});
