// /packages/: files that never change, with ranges (RFC 9110, sections 13 and 14), and the metadata beside a wheel (PEP 658).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { aWheel } from '../support/distributions.ts';
import { sendForm, sha256Of, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const WHEEL = aWheel('driftwood', '1.0', { summary: 'Ünïcode' });
const { length: size } = WHEEL.bytes;
const TAG = `"${sha256Of(WHEEL.bytes)}"`;
const METADATA = Buffer.from(WHEEL.metadata);

let keyhouse: Keyhouse;
let ada: Uploader;
let path = '';

before(async () => {
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
  const answer = await sendForm(keyhouse.origin, ada.authorization, uploadForm(WHEEL));
  assert.equal(answer.status, 200, answer.text);
  const hash = sha256Of(WHEEL.bytes);
  path = `/packages/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}/${WHEEL.filename}`;
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
});

async function ask(headers: Readonly<Record<string, string>> = {}, method = 'GET', at = path) {
  const answer = await fetch(`${keyhouse.origin}${at}`, { method, headers: { 'accept-encoding': 'identity', ...headers } });
  const { status } = answer;
  return { status, bytes: Buffer.from(await answer.arrayBuffer()), header: (name: string) => answer.headers.get(name) };
}

test('a file comes whole, to be kept for ever', async () => {
  const { status, bytes, header } = await ask();

  assert.equal(status, 200);
  assert.deepEqual(bytes, WHEEL.bytes);
  assert.deepEqual(['content-length', 'cache-control', 'etag', 'accept-ranges', 'content-type', 'content-disposition'].map(header), [
    String(size),
    'public, max-age=31536000, immutable',
    TAG,
    'bytes',
    'application/octet-stream',
    'attachment; filename="driftwood-1.0-py3-none-any.whl"',
  ]);
  assert.match(header('last-modified') ?? '', /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
});

test('HEAD says the same and sends nothing, also where a range is asked for', async () => {
  const { status, bytes, header } = await ask({ range: 'bytes=0-3' }, 'HEAD');

  assert.deepEqual([status, bytes.length, header('content-length'), header('content-range')], [200, 0, String(size), null]);
});

for (const [range, first, last] of [
  ['bytes=0-9', 0, 9],
  ['bytes=10-', 10, size - 1],
  ['bytes=-7', size - 7, size - 1],
  [`bytes=5-${size * 2}`, 5, size - 1],
] as const) {
  test(`the range ${range.slice(0, 12)} is 206 with these bytes`, async () => {
    const { status, bytes, header } = await ask({ range });

    assert.deepEqual(
      [status, header('content-range'), header('content-length')],
      [206, `bytes ${first}-${last}/${size}`, String(last - first + 1)],
    );
    assert.deepEqual(bytes, WHEEL.bytes.subarray(first, last + 1));
  });
}

test('a range beyond the end is 416 and says how long the file is', async () => {
  const { status, header } = await ask({ range: `bytes=${size}-` });

  assert.deepEqual([status, header('content-range')], [416, `bytes */${size}`]);
});

for (const range of ['bytes=0-1,4-5', 'bytes=9-2', 'pages=1-2', 'bytes=x']) {
  test(`${range} gets the whole file`, async () => {
    const { status, bytes } = await ask({ range });

    assert.deepEqual([status, bytes.length], [200, size]);
  });
}

test('If-Range gets the part of the same file and the whole of another', async () => {
  const lastModified = (await ask({}, 'HEAD')).header('last-modified') ?? '';
  const statuses = [];
  for (const condition of [TAG, lastModified, '"other"', 'Sat, 01 Jan 2000 00:00:00 GMT', `W/${TAG}`])
    statuses.push((await ask({ range: 'bytes=0-3', 'if-range': condition })).status);

  assert.deepEqual(statuses, [206, 206, 200, 200, 200]);
});

test('what somebody has already is 304', async () => {
  const lastModified = (await ask({}, 'HEAD')).header('last-modified') ?? '';

  assert.equal((await ask({ 'if-none-match': TAG })).status, 304);
  assert.equal((await ask({ 'if-none-match': '*' })).status, 304);
  assert.equal((await ask({ 'if-modified-since': lastModified })).status, 304);
  assert.equal((await ask({ 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' })).status, 200);
  assert.equal((await ask({ 'if-none-match': '"other"', 'if-modified-since': lastModified })).status, 200);
});

test('the metadata beside the wheel is byte for byte its METADATA, with the same rules', async () => {
  const whole = await ask({}, 'GET', `${path}.metadata`);
  const part = await ask({ range: 'bytes=0-15' }, 'GET', `${path}.metadata`);
  const head = await ask({}, 'HEAD', `${path}.metadata`);

  assert.deepEqual(whole.bytes, METADATA);
  assert.deepEqual(
    [whole.header('etag'), whole.header('content-length'), whole.header('cache-control')],
    [`"${sha256Of(METADATA)}"`, String(METADATA.length), 'public, max-age=31536000, immutable'],
  );
  assert.deepEqual([part.status, part.bytes.toString()], [206, 'Metadata-Version']);
  assert.deepEqual([head.header('content-length'), head.header('last-modified')], [String(METADATA.length), whole.header('last-modified')]);
});

test('an address that names no file is 404 in one line', async () => {
  for (const wrong of [
    path.replace('driftwood', 'seaweed'),
    path.replace('1.0', '1.1'),
    `${path}.metadata.metadata`,
    `${path}.asc`,
    `/packages/a/bc/${'d'.repeat(61)}/${WHEEL.filename}`,
    `/packages/..%2f..%2f/ab/${'d'.repeat(60)}/${WHEEL.filename}`,
    `/packages/ab/cd/${'e'.repeat(60)}/..%2f..%2fetc%2fpasswd`,
  ]) {
    const { status, bytes } = await ask({}, 'GET', wrong);
    assert.deepEqual([status, bytes.toString()], [404, 'There is no such file in this index.\n'], wrong);
  }
});
