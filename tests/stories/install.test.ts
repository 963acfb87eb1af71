import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { makeToken, signUpMember, uploadWith } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const HTML_TYPE = 'application/vnd.pypi.simple.v1+html';
const WHEEL = aWheel('tidewater', '1.0', { metadataLines: ['Requires-Python: >=3.9'] });
const SDIST = anSdist('tidewater', '1.0', { metadataLines: ['Requires-Python: >=3.9'] });

async function publish(site: StorySite, ...distributions: readonly Distribution[]): Promise<void> {
  const token = await makeToken(await signUpMember(site, 'ada'), 'laptop');
  for (const distribution of distributions) assert.equal((await uploadWith(site, token, distribution)).reason, 'OK');
  await site.runJobs();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function ask(site: StorySite, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return site.ask(path, { headers });
}

function fileUrl({ bytes, filename }: Pick<Distribution, 'bytes' | 'filename'>): string {
  const hash = sha256(bytes);
  return `/packages/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}/${filename}`;
}

story('the page of a project names each file with hash, size, time, Python and sidecar, in JSON', async (site) => {
  await publish(site, WHEEL, SDIST);

  const answer = await ask(site, '/simple/tidewater/', { accept: JSON_TYPE });
  const page = (await answer.json()) as {
    name: string;
    versions: string[];
    files: Record<string, unknown>[];
    meta: Record<string, unknown>;
  };

  assert.equal(answer.headers.get('content-type'), JSON_TYPE);
  assert.equal(page.name, 'tidewater');
  assert.deepEqual(page.versions, ['1.0']);
  assert.equal(page.meta['api-version'], '1.4');
  assert.deepEqual(
    page.files.find(({ filename }) => filename === WHEEL.filename),
    {
      filename: 'tidewater-1.0-py3-none-any.whl',
      url: `${site.origin}${fileUrl(WHEEL)}`,
      provenance: null,
      hashes: { sha256: sha256(WHEEL.bytes) },
      'requires-python': '>=3.9',
      size: WHEEL.bytes.length,
      'upload-time': '2026-11-24T12:00:00.000000Z',
      yanked: false,
      'core-metadata': { sha256: sha256(Buffer.from(WHEEL.metadata)) },
      'data-dist-info-metadata': { sha256: sha256(Buffer.from(WHEEL.metadata)) },
    },
  );
});

story('browsers and older tools get the same page in HTML', async (site) => {
  await publish(site, WHEEL);

  const plain = await ask(site, '/simple/tidewater/');
  const named = await ask(site, '/simple/tidewater/', { accept: HTML_TYPE });
  const html = await plain.text();

  assert.match(plain.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal(named.headers.get('content-type')?.split(';')[0], HTML_TYPE);
  assert.match(html, new RegExp(`href="[^"]*${fileUrl(WHEEL)}#sha256=${sha256(WHEEL.bytes)}"`));
  assert.match(html, /data-requires-python="&gt;=3\.9"/);
  assert.equal(await named.text(), html);
});

story('the list of all projects names each one, and a name that is not normalised leads to the one that is', async (site) => {
  await publish(site, aWheel('Tide.Water', '1.0'));

  const all = (await (await ask(site, '/simple/', { accept: JSON_TYPE })).json()) as { projects: unknown };
  assert.deepEqual(all.projects, [{ name: 'Tide.Water', '_last-serial': 18 }]);
  const moved = await ask(site, '/simple/Tide.Water/');
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get('location'), '/simple/tide-water/');
  assert.equal((await ask(site, '/simple/moorings/')).status, 404);
});

story('who has the page already is told that it has not changed, until it has', async (site) => {
  await publish(site, WHEEL);
  const tag = (await ask(site, '/simple/tidewater/', { accept: JSON_TYPE })).headers.get('etag') ?? '';

  const again = await ask(site, '/simple/tidewater/', { accept: JSON_TYPE, 'if-none-match': tag });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), '');

  const token = await makeToken(await signUpMember(site, 'eve'), 'laptop');
  await uploadWith(site, token, aWheel('moorings', '1.0'));
  assert.equal((await ask(site, '/simple/tidewater/', { accept: JSON_TYPE, 'if-none-match': tag })).status, 304);
  const all = (await ask(site, '/simple/', { accept: JSON_TYPE })).headers.get('etag') ?? '';
  await uploadWith(site, token, aWheel('capstan', '1.0'));
  assert.equal((await ask(site, '/simple/', { accept: JSON_TYPE, 'if-none-match': all })).status, 200);
});

story('a file comes whole, in parts and not again, and never changes', async (site) => {
  await publish(site, WHEEL);
  const url = fileUrl(WHEEL);

  const whole = await ask(site, url);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), WHEEL.bytes);
  assert.match(whole.headers.get('cache-control') ?? '', /immutable/);
  const part = await ask(site, url, { range: 'bytes=10-19' });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 10-19/${WHEEL.bytes.length}`);
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), WHEEL.bytes.subarray(10, 20));
  assert.equal((await ask(site, url, { range: `bytes=${WHEEL.bytes.length}-` })).status, 416);
  assert.equal((await ask(site, url, { 'if-none-match': whole.headers.get('etag') ?? '' })).status, 304);
});

story('the metadata of a wheel is there on its own, so that a resolver need not fetch the wheel', async (site) => {
  await publish(site, WHEEL, SDIST);

  const sidecar = await ask(site, `${fileUrl(WHEEL)}.metadata`);
  assert.equal(await sidecar.text(), WHEEL.metadata);
  assert.equal((await ask(site, `${fileUrl(SDIST)}.metadata`)).status, 404);
  assert.equal((await ask(site, `/packages/00/00/${'0'.repeat(60)}/${WHEEL.filename}`)).status, 404);
});
