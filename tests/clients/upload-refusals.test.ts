// Every upload that is refused: one sentence in the status line and in the body, and nothing left behind.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { spendLimit } from '../../src/limits/spend-limit.ts';
import { networkOf } from '../../src/web/network.ts';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { type ChangedFields, sendForm, type UploadAnswer, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const WHEEL = aWheel('tidewater', '2.0');
const MAX_FILE_BYTES = 100_000;

let keyhouse: Keyhouse;
let ada: Uploader;
let bob: Uploader;

before(async () => {
  keyhouse = await startKeyhouse({ KEYHOUSE_MAX_FILE_BYTES: String(MAX_FILE_BYTES), KEYHOUSE_MAX_PROJECT_BYTES: '150000' });
  ada = await anUploader(keyhouse, 'ada');
  bob = await anUploader(keyhouse, 'bob');
  for (const distribution of [aWheel('tidewater', '1.0'), anSdist('tidewater', '1.0')]) await accepted(uploadForm(distribution));
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  await bob?.close();
  keyhouse?.remove();
});

function send(form: FormData): Promise<UploadAnswer> {
  return sendForm(keyhouse.origin, ada.authorization, form);
}

async function accepted(form: FormData): Promise<void> {
  const answer = await send(form);
  assert.equal(answer.status, 200, answer.text);
}

/** How many rows there are, and every file that lies in the store. */
async function whatIsThere(): Promise<unknown> {
  const counts = [];
  for (const table of ['projects', 'releases', 'files', 'filenames', 'blobs', 'project_roles'] as const) {
    const { count } = await ada.world.read
      .selectFrom(table)
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    counts.push(`${table} ${count}`);
  }
  return [...counts, ...readdirSync(join(keyhouse.data, 'files'), { recursive: true }).sort()];
}

async function isRefused(answer: UploadAnswer, status: number, reason: RegExp): Promise<void> {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.reason, reason);
  assert.equal(answer.text, `${answer.reason}\n`);
}

const bytesOf = (filename: string, bytes: Uint8Array): Distribution => ({ filename, bytes: Buffer.from(bytes), metadata: WHEEL.metadata });
const renamed = (distribution: Distribution, filename: string): Distribution => ({ ...distribution, filename });
const withMetadata = (lines: readonly string[], metadataVersion = '2.4') =>
  aWheel('tidewater', '2.0', { metadataLines: lines, metadataVersion });

const REFUSALS: readonly (readonly [what: string, distribution: Distribution, changed: ChangedFields, reason: RegExp])[] = [
  ['another action', WHEEL, { ':action': 'verify' }, /^The action "verify" is not known: use file_upload\. Rule: bad-form\.$/],
  ['another protocol', WHEEL, { protocol_version: '2' }, /^The protocol version "2" is not known: use 1\. Rule: bad-form\.$/],
  ['a field twice', WHEEL, { version: ['2.0', '2.0'] }, /^The field version is given 2 times: send it once\. Rule: bad-form\.$/],
  ['no digest', WHEEL, { sha256_digest: undefined }, /gives no digest/],
  ['half a digest', WHEEL, { sha256_digest: 'abc' }, /sha256_digest must be 64 hexadecimal digits/],
  ['a wrong sha256', WHEEL, { sha256_digest: '0'.repeat(64) }, /sha256 digest that was sent is not that of the file/],
  ['a wrong md5', WHEEL, { md5_digest: '0'.repeat(32) }, /md5 digest that was sent is not that of the file/],
  ['a wrong md5 alone', WHEEL, { sha256_digest: undefined, md5_digest: '0'.repeat(32) }, /md5 digest that was sent/],
  ['a wrong blake2', WHEEL, { blake2_256_digest: '0'.repeat(64) }, /blake2_256 digest that was sent is not that of the file/],
  ['an unknown filetype', WHEEL, { filetype: 'bdist_egg' }, /filetype can not be "bdist_egg": it must be sdist or bdist_wheel/],
  ['the wrong filetype', WHEEL, { filetype: 'sdist', pyversion: 'source' }, /says filetype sdist, but ".*" is of type bdist_wheel/],
  ['attestations', WHEEL, { attestations: '[]' }, /^Invalid attestations supplied during upload: .* Rule: attestations\.$/],
  ['no pyversion', WHEEL, { pyversion: '' }, /A wheel needs a pyversion/],
  ['no name', WHEEL, { name: undefined }, /The name of the project is missing: .* Rule: bad-name\.$/],
  ["another project's name", WHEEL, { name: 'seawater' }, /is of project tidewater, but the form says "seawater"/],
  ['another version', WHEEL, { version: '2.1' }, /is of version 2\.0, but the form says "2\.1"/],
  ['no version', WHEEL, { version: '' }, /The version is missing: .* Rule: bad-version\.$/],
  ['an old metadata version', withMetadata([], '1.3'), {}, /Metadata-Version/],
  ['no such format', bytesOf('tidewater-2.0.rpm', WHEEL.bytes), {}, /tidewater-2\.0\.rpm/],
  ['a zip as sdist', bytesOf('tidewater-2.0.zip', WHEEL.bytes), { filetype: 'sdist', pyversion: 'source' }, /\.tar\.gz/],
  ['a path as filename', bytesOf('../tidewater-2.0-py3-none-any.whl', WHEEL.bytes), {}, /filename/i],
  ['no zip', bytesOf(WHEEL.filename, Buffer.from('not a zip')), {}, /^The archive is cut off/],
  ['half a zip', bytesOf(WHEEL.filename, WHEEL.bytes.subarray(0, 300)), {}, /zip|archive/i],
  [
    'no metadata inside',
    aWheel('tidewater', '2.0', { metadata: '' }),
    { metadata_version: '2.4', name: 'tidewater', version: '2.0' },
    /^The metadata inside the file/,
  ],
  ['a wheel of another project inside', { ...aWheel('seawater', '2.0'), filename: WHEEL.filename }, {}, /seawater|archive|dist-info/],
  ['both license fields', withMetadata(['License: MIT', 'License-Expression: MIT']), {}, /both License and License-Expression/],
  ['a license file outside', withMetadata(['License-File: ../LICENSE']), {}, /License-File|license/i],
  ['a summary of two pages', withMetadata([`Summary: ${'x'.repeat(513)}`]), {}, /summary/i],
  ['a bad specifier', withMetadata(['Requires-Python: three']), {}, /Requires-Python/],
  ['a bad link', withMetadata(['Home-page: javascript:alert(1)']), {}, /Home-page/],
  ['a version of no kind', { ...WHEEL, filename: 'tidewater-latest-py3-none-any.whl' }, { version: 'latest' }, /version/],
  ['the same file name with other bytes', aWheel('tidewater', '1.0', { summary: 'other' }), {}, /^File already exists: tidewater-1\.0/],
  ['a file that is there, as another project', aWheel('tidewater', '1.0'), { name: 'seawater' }, /but the form says "seawater"/],
  ['a file that is there, as another version', aWheel('tidewater', '1.0'), { version: '1.1' }, /but the form says "1\.1"/],
  ['a name of a file that people hand to pip', aWheel('Requirements.txt', '1.0'), {}, /The name "requirements-txt" is that of a file/],
  ['a summary that the file does not have', WHEEL, { summary: 'Tides' }, /The form says Summary "Tides", which METADATA inside the wheel/],
  ['a requirement that is none', withMetadata(['Requires-Dist: a >>1']), {}, /is no requirement in the sense of PEP 508/],
  ['a license that is none', withMetadata(['License-Expression: mine']), {}, /names "mine", which is no SPDX license/],
  ['a license file that is not there', withMetadata(['License-File: LICENSE']), {}, /no "tidewater-2\.0\.dist-info\/licenses\/LICENSE"/],
  ['a field newer than its version', withMetadata(['Dynamic: Summary'], '2.1'), {}, /Dynamic came with Metadata-Version 2\.2/],
  ['an import name that is none', withMetadata(['Import-Name: a b'], '2.5'), {}, /Import-Name can not be "a b"/],
  ['a RECORD that lacks a file', aWheel('tidewater', '2.0', { extraMembers: [{ name: 'x.py' }] }), {}, /RECORD .* does not list "x\.py"/],
  ['a WHEEL of other tags', renamed(WHEEL, 'tidewater-2.0-py2.py3-none-any.whl'), {}, /WHEEL .* does not list the tag "py2-none-any"/],
  [
    'a script that leaves its folder',
    aWheel('tidewater', '2.0', { files: { 'tidewater-2.0.dist-info/entry_points.txt': '[console_scripts]\n../sh = a:b\n' } }),
    {},
    /entry_points\.txt .* has the script "\.\.\/sh"/,
  ],
  ['a name like another', aWheel('tldewater', '1.0'), {}, /easily mistaken for the project "tidewater"/],
];

for (const [what, distribution, changed, reason] of REFUSALS) {
  test(`${what} is refused, with the reason`, async () => {
    const before = await whatIsThere();

    const answer = await send(uploadForm(distribution, changed));

    await isRefused(answer, 400, reason);
    assert.deepEqual(await whatIsThere(), before);
  });
}

test('what PyPI had before is gone, also when the action stands in the address', async () => {
  for (const action of ['submit', 'submit_pkg_info', 'doc_upload']) {
    await isRefused(await send(uploadForm(WHEEL, { ':action': action })), 410, /^The action ".*" is no more\. .* Rule: gone\.$/);
  }
  const answer = await fetch(`${keyhouse.origin}/legacy/?:action=doc_upload`, { method: 'POST', body: uploadForm(WHEEL) });

  assert.equal(answer.status, 410);
  assert.match(await answer.text(), /Documentation is not kept here/);
});

test('uploads to where they went long ago are told the address', async () => {
  const answer = await fetch(`${keyhouse.origin}/pypi?:action=file_upload`, { method: 'POST', body: uploadForm(WHEEL) });

  assert.equal(answer.status, 410);
  assert.match(await answer.text(), /they go to \/legacy\//);
});

test('a file that is sent as an image is refused, and a signature beside it is passed over', async () => {
  const image = uploadForm(WHEEL);
  image.set('content', new Blob([new Uint8Array(WHEEL.bytes)], { type: 'image/png' }), WHEEL.filename);
  await isRefused(await send(image), 400, /The file is sent as "image\/png": .* Rule: image\.$/);

  const signed = uploadForm(aWheel('tidewater', '1.0'));
  signed.set('gpg_signature', new Blob(['x']), 'tidewater-1.0.asc');
  await accepted(signed);
});

test('an upload to the address without its slash is refused with the right address, and followed nowhere', async () => {
  const before = await whatIsThere();

  const headers = { authorization: ada.authorization };
  const answer = await fetch(`${keyhouse.origin}/legacy`, { method: 'POST', headers, body: uploadForm(WHEEL), redirect: 'manual' });

  const told = { status: answer.status, reason: answer.statusText, text: await answer.text() };
  await isRefused(told, 404, /^Uploads go to \/legacy\/ with a slash at its end\.$/);
  assert.deepEqual(await whatIsThere(), before);
});

test('a second sdist of a release is refused before it is stored', async () => {
  const before = await whatIsThere();

  // Another spelling of the same version is another file name.
  const answer = await send(uploadForm(anSdist('tidewater', '1.0.0')));

  await isRefused(answer, 400, /has an sdist already/);
  assert.deepEqual(await whatIsThere(), before);
});

test('a file that is too large is refused with 413', async () => {
  const before = await whatIsThere();
  const large = aWheel('tidewater', '2.0', {
    storedFiles: { 'tidewater/x': Buffer.alloc(MAX_FILE_BYTES) },
  });

  await isRefused(await send(uploadForm(large)), 413, /larger than the 100000 bytes/);

  assert.deepEqual(await whatIsThere(), before);
});

test('a project takes no more bytes than it has room for', async () => {
  const large = (version: string) => uploadForm(aWheel('barnacle', version, { storedFiles: { 'barnacle/x': Buffer.alloc(80_000) } }));
  await accepted(large('1.0'));
  const before = await whatIsThere();

  await isRefused(await send(large('1.1')), 400, /^The files of this project would exceed 150000 bytes\./);

  assert.deepEqual(await whatIsThere(), before);
});

test("a file of somebody else's project, sent again with the same bytes, is not acknowledged", async () => {
  const answer = await sendForm(keyhouse.origin, bob.authorization, uploadForm(aWheel('tidewater', '1.0')));

  assert.equal(answer.status, 403, answer.text);
});

test("somebody else's project takes nothing, and nothing is stored", async () => {
  const before = await whatIsThere();

  const answer = await sendForm(keyhouse.origin, bob.authorization, uploadForm(WHEEL));

  await isRefused(answer, 403, /./);
  assert.deepEqual(await whatIsThere(), before);
});

test('without a token, with a wrong one and with a password it is 403, whatever is sent', async () => {
  const before = await whatIsThere();
  for (const authorization of ['', 'Basic !', `Basic ${btoa('ada:opens nothing')}`, `Bearer keyhouse-${'A'.repeat(120)}`]) {
    const answer = await sendForm(keyhouse.origin, authorization, uploadForm(WHEEL));
    await isRefused(answer, 403, /token/i);
  }

  assert.deepEqual(await whatIsThere(), before);
});

for (const [what, body, type] of [
  ['no form', 'x=1', 'application/x-www-form-urlencoded'],
  ['JSON', '{}', 'application/json'],
  ['a form without a boundary', 'x', 'multipart/form-data'],
  [
    'a form without an end',
    '--x\r\nContent-Disposition: form-data; name="content"; filename="a.whl"\r\n\r\nabc',
    'multipart/form-data; boundary=x',
  ],
  ['an empty form', '--x--\r\n', 'multipart/form-data; boundary=x'],
  ['nothing', '', 'multipart/form-data; boundary=x'],
] as const) {
  test(`${what} is 400 with a sentence`, async () => {
    const before = await whatIsThere();

    const answer = await fetch(`${keyhouse.origin}/legacy/`, {
      method: 'POST',
      headers: { authorization: ada.authorization, 'content-type': type },
      body,
    });

    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /^[A-Z].+\.\n$/);
    assert.deepEqual(await whatIsThere(), before);
  });
}

test('two files, or one in a field of another name, are refused', async () => {
  const before = await whatIsThere();
  const two = uploadForm(WHEEL);
  two.append('content', new Blob(['x']), WHEEL.filename);
  const elsewhere = uploadForm(WHEEL);
  elsewhere.delete('content');
  elsewhere.append('file', new Blob([new Uint8Array(WHEEL.bytes)]), WHEEL.filename);

  await isRefused(await send(two), 400, /one file in the field "content"/);
  await isRefused(await send(elsewhere), 400, /The field "file" must be a text: send the file in the field "content"/);

  assert.deepEqual(await whatIsThere(), before);
});

test('a network makes 40 projects in an hour, then 429 until the hour is over; known projects go on', async () => {
  const spent = Array.from({ length: 41 }, () => spendLimit(ada.world, 'make-project-network', networkOf('127.0.0.1')));
  await Promise.allSettled(spent);
  const before = await whatIsThere();

  await isRefused(await send(uploadForm(aWheel('seafoam', '1.0'))), 429, /^Many projects were made from your network\./);

  assert.deepEqual(await whatIsThere(), before);
  await accepted(uploadForm(WHEEL));
});
