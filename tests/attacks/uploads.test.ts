import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { aTar, aTarGz, aZip } from '../support/archives.ts';
import { attackedSite } from '../support/attack-site.ts';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { hold } from '../support/hold-policy.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { halfReceived } from '../support/look-at-data.ts';
import { basic } from '../support/residents.ts';
import { type ChangedFields, sha256Of, uploadForm } from '../support/send-upload.ts';
import { makeToken, signUpMember } from '../support/story-people.ts';

let token = '';
const site = attackedSite({}, async (started) => {
  token = await makeToken(await signUpMember(started, 'uploader'), 'ci');
});

async function upload(distribution: Distribution, changed: ChangedFields = {}): Promise<Response> {
  const headers = { authorization: basic(token), 'user-agent': 'twine/6.2.0' };
  return site().ask('/legacy/', { method: 'POST', headers, body: uploadForm(distribution, changed) });
}

/** What a refused upload must leave behind: nothing that is shown, listed or half received. */
async function tablesOfFiles(): Promise<readonly (string | undefined)[]> {
  const dump = await dumpTables(site().world.read);
  return ['projects', 'releases', 'files', 'filenames', 'project_roles'].map((name) => dump.get(name));
}

async function refuses(attacks: readonly (readonly [string, Distribution, ChangedFields?])[]): Promise<void> {
  const before = await tablesOfFiles();
  for (const [what, distribution, changed] of attacks) {
    const answer = await upload(distribution, changed);
    assert.ok(answer.status === 400 || answer.status === 413, `${what}: ${answer.status} ${answer.statusText}`);
    assert.ok(answer.statusText.length > 10, 'it says why in the status line');
  }
  assert.deepEqual(await tablesOfFiles(), before);
  assert.deepEqual(halfReceived(site().world.settings.dataFolder), []);
}

const wheel = aWheel('castle', '1.0');
const sdist = anSdist('castle', '1.0');
const named = (filename: string, bytes: Buffer = wheel.bytes): Distribution => ({ ...wheel, filename, bytes });

test('5.3.2, 110: a filename that climbs, hides, names a device or another project is refused', async () => {
  const names = [
    ...[
      '../castle-1.0-py3-none-any.whl',
      '/etc/castle-1.0-py3-none-any.whl',
      '..\\castle-1.0-py3-none-any.whl',
      'C:castle-1.0-py3-none-any.whl',
    ],
    ...[
      'castle-1.0-py3-none-any.whl/',
      'castle-1.0-py3-none-any.whl.',
      'castle-1.0-py3-none-any.whl ',
      'castle-1.0-py3-none-any.WHL',
      '.whl',
    ],
    ...[
      'castle-1.0-py3-none-any\u202e.whl',
      'castle\u200b-1.0-py3-none-any.whl',
      'c\u0430stle-1.0-py3-none-any.whl',
      'castle-1.0-py3-none-any\u0001.whl',
    ],
    ...[
      'castle%2f-1.0-py3-none-any.whl',
      'castle;-1.0-py3-none-any.whl',
      '"castle"-1.0-py3-none-any.whl',
      'CON-1.0-py3-none-any.whl',
      '..',
    ],
    ...[
      `castle-1.0-${'a'.repeat(300)}-none-any.whl`,
      'other-1.0-py3-none-any.whl',
      'castle-2.0-py3-none-any.whl',
      'castle-1.0-py3-none-any.exe',
      '',
    ],
  ];

  await refuses(names.map((name) => [name, named(name)] as const));
});

test('5.2.2, 107: what is inside must be what the name, the form and the metadata say', async () => {
  const other = aWheel('moat', '1.0');
  await refuses([
    ['a tar named .whl', named(wheel.filename, sdist.bytes)],
    ['a zip named .tar.gz', { ...sdist, bytes: wheel.bytes }],
    ['a zip behind a tar', { ...sdist, bytes: Buffer.concat([sdist.bytes, wheel.bytes]) }],
    ['another project’s wheel', named(wheel.filename, other.bytes)],
    ['another name in METADATA', aWheel('castle', '1.0', { metadata: 'Metadata-Version: 2.1\nName: moat\nVersion: 1.0\n' })],
    [
      'another version in METADATA',
      aWheel('castle', '1.0', { metadata: 'Metadata-Version: 2.1\nName: castle\nVersion: 9\n' }),
      { version: '1.0' },
    ],
    ['two names in METADATA', aWheel('castle', '1.0', { metadata: 'Metadata-Version: 2.1\nName: castle\nName: moat\nVersion: 1.0\n' })],
    ['another name in the form', wheel, { name: 'moat' }],
    ['another version in the form', wheel, { version: '1.1' }],
    ['a wheel called an sdist', wheel, { filetype: 'sdist', pyversion: 'source' }],
    ['a digest of other bytes', wheel, { sha256_digest: sha256Of(other.bytes) }],
    ['a digest that is none', wheel, { sha256_digest: 'x'.repeat(64) }],
    ['no digest', wheel, { sha256_digest: undefined }],
    ['a name twice', wheel, { name: ['castle', 'castle'] }],
    ['a form of another protocol', wheel, { protocol_version: '2' }],
    ['another action', wheel, { ':action': 'verify' }],
    ['a wheel without RECORD', named(wheel.filename, aZip([{ name: 'castle-1.0.dist-info/METADATA', content: wheel.metadata }]))],
    ['an sdist without PKG-INFO', { ...sdist, bytes: aTarGz([{ name: 'castle-1.0/setup.py', content: '' }]) }],
    ['nothing', named(wheel.filename, Buffer.alloc(0))],
  ]);
});

test('5.2.3, 104, 105: bombs and archives that climb, link or lie about their sizes are refused, and the server answers meanwhile', async () => {
  const top = { name: 'castle-1.0/PKG-INFO', content: sdist.metadata };
  const inSdist = (...more: Parameters<typeof aTar>[0]): Distribution => ({
    ...sdist,
    bytes: aTarGz([{ name: 'castle-1.0/' }, top, ...more]),
  });
  const zeros = Buffer.alloc(80 * 2 ** 20);
  const started = performance.now();
  await refuses([
    ['a gzip bomb', { ...sdist, bytes: gzipSync(aTar([top, { name: 'castle-1.0/zeros', content: zeros }])) }],
    ['a zip bomb', aWheel('castle', '1.0', { files: { 'castle/zeros.bin': zeros } })],
    ['a size that is a lie', aWheel('castle', '1.0', { extraMembers: [{ name: 'a', content: 'b', saidSize: 0xffff_fffe }] })],
    ['a path that climbs', aWheel('castle', '1.0', { extraMembers: [{ name: '../../evil.py', content: 'x' }] })],
    ['an absolute path', aWheel('castle', '1.0', { extraMembers: [{ name: '/evil.py', content: 'x' }] })],
    ['one member twice', aWheel('castle', '1.0', { extraMembers: [{ name: 'castle/__init__.py', content: 'evil()' }] })],
    [
      'a member that local and central record name differently',
      aWheel('castle', '1.0', { extraMembers: [{ name: 'a.py', localName: 'b.py' }] }),
    ],
    ['a symlink', aWheel('castle', '1.0', { extraMembers: [{ name: 'l', content: '/etc/passwd', mode: 0o120777 }] })],
    ['a symlink in a tar', inSdist({ name: 'castle-1.0/l', type: '2', linkName: '/etc/passwd' })],
    ['a hard link in a tar', inSdist({ name: 'castle-1.0/l', type: '1', linkName: '../../etc/passwd' })],
    ['a device in a tar', inSdist({ name: 'castle-1.0/d', type: '3' })],
    ['a path that climbs in a tar', inSdist({ name: 'castle-1.0/../../evil', content: 'x' })],
    ['a second top folder', inSdist({ name: 'evil/setup.py', content: 'x' })],
    ['two PKG-INFO', inSdist(top)],
  ]);
  assert.equal((await site().ask('/simple/')).status, 200);
  assert.ok(performance.now() - started < 60_000);
});

test('116: multipart tricks store nothing: no end, two contents, NUL, huge fields, thousands of parts, no name, odd boundaries', async () => {
  const before = await tablesOfFiles();
  const part = (head: string, body = 'x'): string => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const content = part(`name="content"; filename="${wheel.filename}"`, 'PK');
  const bodies: readonly (readonly [string, string, string?])[] = [
    ['no end', content],
    ['two contents', `${content}${content}--b--\r\n`],
    ['no content', `${part('name="name"', 'castle')}--b--\r\n`],
    ['a content without a filename', `${part('name="content"')}--b--\r\n`],
    ['NUL in a name', `${part('name="na\0me"')}--b--\r\n`],
    ['NUL in a field', `${part('name="name"', 'a\0b')}--b--\r\n`],
    ['no name', `${part('filename="x"')}--b--\r\n`],
    ['a field of three megabytes', `${part('name="description"', 'x'.repeat(3 << 20))}--b--\r\n`],
    ['two thousand and one parts', `${part('name="classifiers"').repeat(2_001)}--b--\r\n`],
    ['a part with a header of a megabyte', `--b\r\nX: ${'x'.repeat(1 << 20)}\r\n\r\nx\r\n--b--\r\n`],
    [
      'a boundary in a boundary',
      `--b\r\nContent-Type: multipart/mixed; boundary=c\r\nContent-Disposition: form-data; name="content"; filename="x"\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n`,
    ],
    ['nothing at all', ''],
    ['no boundary', content, 'multipart/form-data'],
    ['a boundary of ten kilobytes', content, `multipart/form-data; boundary=${'b'.repeat(10_240)}`],
    ['another type', content, 'application/x-www-form-urlencoded'],
    ['JSON', '{"content":"x"}', 'application/json'],
  ];
  for (const [what, body, type = 'multipart/form-data; boundary=b'] of bodies) {
    const answer = await site().ask('/legacy/', { method: 'POST', headers: { authorization: basic(token), 'content-type': type }, body });
    assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`);
  }
  assert.deepEqual(await tablesOfFiles(), before);
  assert.deepEqual(halfReceived(site().world.settings.dataFolder), []);
});

test('125: a name that is echoed into the status line makes no header and no second answer', async () => {
  for (const name of ['castle\r\nX-Injected: 1', 'castle\r\n\r\nHTTP/1.1 200 OK', 'c\u2028astle', 'castle\u{1f600}', '\u0000']) {
    const answer = await upload(wheel, { name });
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get('x-injected'), null);
    assert.match(answer.statusText, /^[\t\x20-\x7e\xa0-\xff]+$/);
  }
});

test('113, 115: a file name belongs for ever to the bytes that came first, also in another spelling', async () => {
  assert.equal((await upload(wheel)).status, 200);
  assert.equal((await upload(wheel)).status, 200, 'the same again is fine');
  const changed = aWheel('castle', '1.0', { files: { 'castle/evil.py': 'evil()' } });

  for (const filename of [wheel.filename, 'Castle-1.0-py3-none-any.whl', 'castle-1.0.0-py3-none-any.whl']) {
    const answer = await upload({ ...changed, filename });
    assert.equal(answer.status, 400, filename);
  }
  const listed = await (await site().ask('/simple/castle/', { headers: { accept: 'application/vnd.pypi.simple.v1+json' } })).json();
  assert.deepEqual(
    (listed as { files: { hashes: { sha256: string } }[] }).files.map(({ hashes }) => hashes.sha256),
    [sha256Of(wheel.bytes)],
  );
});

test('111: a name that is mistaken for another project or for the standard library is refused', async () => {
  assert.equal((await upload(aWheel('tools', '1.0'))).status, 200);
  await refuses([
    ['a one for an l', aWheel('too1s', '1.0')],
    ['a zero for an o', aWheel('t0ols', '1.0')],
    ['a file that people hand to pip', aWheel('requirements.txt', '1.0')],
  ]);
  await hold(site(), 'uploadRules', 'public');
  await refuses([['the standard library', aWheel('json', '1.0')]]);
  await hold(site(), 'uploadRules', 'private');
});

test('126: overlapping, huge, negative and thousands of ranges are answered within bounds', async () => {
  const { url } = (
    (await (await site().ask('/simple/castle/', { headers: { accept: 'application/vnd.pypi.simple.v1+json' } })).json()) as {
      files: { url: string }[];
    }
  ).files[0] ?? { url: '' };
  const path = new URL(url, `${site().origin}/simple/castle/`).pathname;
  const size = wheel.bytes.length;
  const asked = async (range: string): Promise<readonly [number, number]> => {
    const answer = await site().ask(path, { headers: { range } });
    return [answer.status, (await answer.arrayBuffer()).byteLength];
  };

  assert.deepEqual(await asked('bytes=0-0'), [206, 1]);
  assert.deepEqual(await asked('bytes=-1'), [206, 1]);
  assert.deepEqual(await asked(`bytes=0-${'9'.repeat(9)}`), [206, size]);
  assert.equal((await asked(`bytes=${size}-`))[0], 416);
  for (const range of [`bytes=${'0-,'.repeat(1_000)}0-`, 'bytes=5-2', 'bytes=--1', 'bytes=a-b', 'lines=1-2', 'bytes=', 'bytes=0x0-0x1']) {
    const [status, bytes] = await asked(range);
    assert.ok([200, 416].includes(status) && bytes <= size + 1_000, `${range}: ${status}`);
  }
});
