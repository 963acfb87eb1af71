// /simple/ as PEP 503, 592, 629, 658, 691, 700, 714 and 792 want it, over a real port.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { anSdist, aWheel } from '../support/distributions.ts';
import { sendForm, sha256Of, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const HTML = 'text/html; charset=UTF-8';
const V1_HTML = 'application/vnd.pypi.simple.v1+html';
const V1_JSON = 'application/vnd.pypi.simple.v1+json';
const WHEEL = aWheel('Tide.Water', '1.0', { metadataLines: ['Requires-Python: >=3.8,<4'] });
const SDIST = anSdist('Tide.Water', '1.0', { metadataLines: ['Requires-Python: >=3.8,<4'] });
const NEWER = aWheel('Tide.Water', '1.10');

let keyhouse: Keyhouse;
let ada: Uploader;

before(async () => {
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
  for (const distribution of [NEWER, WHEEL, SDIST]) {
    const answer = await sendForm(keyhouse.origin, ada.authorization, uploadForm(distribution));
    assert.equal(answer.status, 200, answer.text);
  }
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
});

function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Response> {
  return fetch(`${keyhouse.origin}${path}`, { method, headers, redirect: 'manual' });
}

/** The address of a file on this site, by its hash. */
function addressOf({ filename, bytes }: { filename: string; bytes: Uint8Array }): string {
  const hash = sha256Of(bytes);
  return `${keyhouse.origin}/packages/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}/${filename}`;
}

const NEGOTIATED: readonly (readonly [accept: string, type: string])[] = [
  ['*/*', HTML],
  ['text/html', HTML],
  [V1_HTML, V1_HTML],
  [V1_JSON, V1_JSON],
  ['application/vnd.pypi.simple.latest+json', V1_JSON],
  ['application/*', V1_HTML],
  // What pip, uv and poetry send.
  [`${V1_JSON}, ${V1_HTML}; q=0.1, text/html; q=0.01`, V1_JSON],
  [`${V1_JSON}, ${V1_HTML};q=0.2, text/html;q=0.01`, V1_JSON],
  [`text/html;q=0.2, ${V1_JSON};q=0.1`, HTML],
  [`${V1_JSON};q=0, ${V1_HTML}`, V1_HTML],
  ['application/xml', HTML],
  ['nonsense', HTML],
  ['', HTML],
];

for (const [accept, type] of NEGOTIATED) {
  test(`Accept "${accept}" gets ${type}, for the list and for a page`, async () => {
    const answers = await Promise.all(['/simple/', '/simple/tide-water/'].map((path) => ask(path, { accept })));

    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers.get('content-type'), headers.get('vary')]),
      [
        [200, type, 'Accept, Accept-Encoding'],
        [200, type, 'Accept, Accept-Encoding'],
      ],
    );
  });
}

test('the page in JSON has the keys of PEP 691, 700, 714, 740 and 792, and no others', async () => {
  const page = JSON.parse(await (await ask('/simple/tide-water/', { accept: V1_JSON })).text());

  const serial = page.meta['_last-serial'];
  assert.ok(Number.isInteger(serial));
  const times = page.files.map((file: { 'upload-time': string }) => file['upload-time']);
  for (const time of times) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  const same = { provenance: null, yanked: false };
  const sidecarOf = (wheel: { metadata: string }) => {
    const sha256 = sha256Of(Buffer.from(wheel.metadata));
    return { 'core-metadata': { sha256 }, 'data-dist-info-metadata': { sha256 } };
  };
  const factsOf = (one: typeof WHEEL) => ({
    filename: one.filename,
    hashes: { sha256: sha256Of(one.bytes) },
    size: one.bytes.length,
    url: addressOf(one),
  });
  assert.deepEqual(page, {
    meta: { '_last-serial': serial, 'api-version': '1.4' },
    name: 'tide-water',
    'project-status': { status: 'active' },
    versions: ['1.0', '1.10'],
    files: [
      { ...factsOf(WHEEL), ...sidecarOf(WHEEL), ...same, 'requires-python': '<4,>=3.8', 'upload-time': times[0] },
      {
        ...factsOf(SDIST),
        ...same,
        'core-metadata': false,
        'data-dist-info-metadata': false,
        'requires-python': '<4,>=3.8',
        'upload-time': times[1],
      },
      { ...factsOf(NEWER), ...sidecarOf(NEWER), ...same, 'requires-python': null, 'upload-time': times[2] },
    ],
  });
});

test('the list in JSON shows names as people write them', async () => {
  const list = JSON.parse(await (await ask('/simple/', { accept: V1_JSON })).text());

  assert.deepEqual(Object.keys(list), ['meta', 'projects']);
  assert.equal(list.projects[0].name, 'Tide.Water');
});

test('the page in HTML has the hash in the fragment and its attributes escaped', async () => {
  const page = await (await ask('/simple/tide-water/')).text();

  const metadata = sha256Of(Buffer.from(WHEEL.metadata));
  assert.ok(page.startsWith('<!DOCTYPE html>\n'));
  assert.match(page, /<meta name="pypi:repository-version" content="1\.4">/);
  assert.match(page, /<meta name="pypi:project-status" content="active">/);
  assert.ok(
    page.includes(
      `<a href="${addressOf(WHEEL)}#sha256=${sha256Of(WHEEL.bytes)}" data-requires-python="&lt;4,&gt;=3.8" ` +
        `data-dist-info-metadata="sha256=${metadata}" data-core-metadata="sha256=${metadata}">tide_water-1.0-py3-none-any.whl</a><br />`,
    ),
  );
  assert.doesNotMatch(page, /gpg-sig|data-yanked/);
});

for (const [path, target] of [
  ['/simple', '/simple/'],
  ['/simple/tide-water', '/simple/tide-water/'],
  ['/simple/Tide.Water/', '/simple/tide-water/'],
  ['/simple/TIDE__WATER', '/simple/tide-water/'],
  ['/simple/tide._-water/', '/simple/tide-water/'],
] as const) {
  test(`${path} is sent on to ${target} at once`, async () => {
    const { status, headers } = await ask(path);

    assert.deepEqual([status, headers.get('location'), headers.get('access-control-allow-origin')], [301, target, '*']);
  });
}

for (const path of ['/simple/no-such-project/', '/simple/-/', '/simple/%C3%A9t%C3%A9/', `/simple/${'a'.repeat(390)}/`]) {
  test(`${path.slice(0, 40)} is 404 in one line of text, and pages of other sites may read it`, async () => {
    const answer = await ask(path, { accept: V1_JSON });

    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), answer.headers.get('access-control-allow-origin')],
      [404, 'text/plain; charset=utf-8', '*'],
    );
    assert.match(await answer.text(), /^There is no project ".*" in this index\.\n$/);
  });
}

test('a page that has not changed is 304 with the same headers, for each form its own', async () => {
  for (const accept of [V1_JSON, 'text/html']) {
    const first = await ask('/simple/tide-water/', { accept });
    const etag = first.headers.get('etag') ?? '';

    const again = await ask('/simple/tide-water/', { accept, 'if-none-match': `"other", W/${etag}` });
    const changed = await ask('/simple/tide-water/', { accept, 'if-none-match': '"other"' });

    assert.match(etag, /^"[0-9a-f]{32}"$/);
    assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag]);
    for (const name of ['cache-control', 'vary', 'x-pypi-last-serial'])
      assert.equal(again.headers.get(name), first.headers.get(name), name);
    assert.equal(changed.status, 200);
  }
});

test('HEAD says what GET would, without the page', async () => {
  for (const path of ['/simple/', '/simple/tide-water/']) {
    const page = await ask(path);
    const head = await ask(path, {}, 'HEAD');

    assert.deepEqual([head.status, await head.text()], [200, '']);
    for (const name of ['content-length', 'content-type', 'etag', 'vary', 'cache-control', 'x-pypi-last-serial'])
      assert.equal(head.headers.get(name), page.headers.get(name), name);
  }
});

test('an index page has an ETag, the serial and ten minutes, no Last-Modified and no cookie', async () => {
  const { headers } = await ask('/simple/tide-water/', { cookie: '__Host-kh_session=x' });

  assert.equal(headers.get('cache-control'), 'public, max-age=600');
  assert.deepEqual([headers.get('last-modified'), headers.get('set-cookie')], [null, null]);
  assert.match(headers.get('x-pypi-last-serial') ?? '', /^\d+$/);
});

test('other methods are 405 and say which there are', async () => {
  const answer = await ask('/simple/tide-water/', {}, 'DELETE');

  assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD']);
});
