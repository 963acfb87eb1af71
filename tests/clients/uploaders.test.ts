// twine, flit and curl as Debian brings them, against a real server.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { missingProgram } from '../support/programs.ts';
import { listAsJson } from '../support/read-index.ts';
import { type RanProgram, runProgram } from '../support/run-program.ts';
import { sha256Of } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const noTwine = missingProgram('twine');
const noFlit = missingProgram('flit');
const noCurl = missingProgram('curl');

let keyhouse: Keyhouse;
let ada: Uploader;
let folder: string;

before(async () => {
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
  folder = mkdtempSync(join(tmpdir(), 'keyhouse-uploaders-'));
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
  rmSync(folder, { recursive: true, force: true });
});

function write({ filename, bytes }: Distribution): string {
  writeFileSync(join(folder, filename), bytes);
  return filename;
}

function twine(...args: readonly string[]): RanProgram {
  const variables = {
    TWINE_REPOSITORY_URL: `${keyhouse.origin}/legacy/`,
    TWINE_USERNAME: '__token__',
    TWINE_PASSWORD: ada.token,
    TWINE_NON_INTERACTIVE: '1',
  };
  return runProgram('twine', ['upload', '--disable-progress-bar', ...args], { folder, variables });
}

/** As old twine knows metadata: it refuses 2.4 itself. */
const OLD = { metadataVersion: '2.1' } as const;

test('twine uploads a wheel and an sdist, and the same two again without a complaint', { skip: noTwine }, async () => {
  const files = [write(aWheel('driftwood', '1.0', OLD)), write(anSdist('driftwood', '1.0', OLD))];

  const once = twine(...files);
  const again = twine(...files);

  assert.equal(once.status, 0, once.text);
  assert.equal(again.status, 0, again.text);
  assert.deepEqual(
    (await listAsJson(keyhouse.origin, 'driftwood')).map(({ filename }) => filename),
    files,
  );
});

test('twine shows why a changed file of the same name is refused, and --skip-existing passes over it', { skip: noTwine }, () => {
  write(aWheel('flotsam', '1.0', OLD));
  assert.equal(twine('flotsam-1.0-py3-none-any.whl').status, 0);
  write(aWheel('flotsam', '1.0', { ...OLD, summary: 'changed' }));
  write(aWheel('flotsam', '1.1', OLD));

  const refused = twine('flotsam-1.0-py3-none-any.whl');
  const skipped = twine('--skip-existing', 'flotsam-1.0-py3-none-any.whl', 'flotsam-1.1-py3-none-any.whl');

  assert.equal(refused.status, 1);
  assert.match(refused.text, /HTTPError: 400 Bad Request/);
  assert.match(refused.text, /File already exists: flotsam-1\.0-py3-none-any\.whl was uploaded before and can not be replaced\./);
  assert.equal(skipped.status, 0, skipped.text);
  assert.match(skipped.text, /Skipping flotsam-1\.0-py3-none-any\.whl because it appears to already exist/);
  assert.match(skipped.text, /Uploading flotsam-1\.1-py3-none-any\.whl/);
});

for (const [what, distribution, reason] of [
  [
    'a name that is easily mistaken',
    aWheel('dr1ftwood', '1.0', OLD),
    /The name "dr1ftwood" is easily mistaken for the project "driftwood"/,
  ],
  ['a bad link', aWheel('kelp', '1.0', { ...OLD, metadataLines: ['Home-page: ftp://example.org'] }), /Home-page/],
  ['a bad specifier', aWheel('kelp', '1.0', { ...OLD, metadataLines: ['Requires-Python: three'] }), /Requires-Python/],
] as const) {
  test(`twine shows our reason for refusing ${what}`, { skip: noTwine }, () => {
    write(aWheel('driftwood', '1.0', OLD));
    twine('driftwood-1.0-py3-none-any.whl');

    const refused = twine(write(distribution));

    assert.equal(refused.status, 1);
    assert.match(refused.text, reason);
  });
}

test('a project token uploads to its project alone, and twine shows why not elsewhere', { skip: noTwine }, async () => {
  twine(write(aWheel('limpet', '1.0', OLD)));
  const token = await ada.makeToken('scope:project:limpet');
  const other = (file: string) => twine('-p', token, file);

  const own = other(write(aWheel('limpet', '1.1', OLD)));
  const refused = other(write(aWheel('whelk', '1.0', OLD)));

  assert.equal(own.status, 0, own.text);
  assert.equal(refused.status, 1);
  assert.match(refused.text, /403 Forbidden/);
  assert.match(refused.text, /token/i);
});

test('flit publishes by its own build', { skip: noFlit }, async () => {
  const project = join(folder, 'periwinkle');
  mkdirSync(project);
  writeFileSync(join(project, 'periwinkle.py'), '"""A small snail."""\n__version__ = "1.0"\n');
  writeFileSync(
    join(project, 'pyproject.toml'),
    `[build-system]
requires = ["flit_core >=3.2,<4"]
build-backend = "flit_core.buildapi"
[project]
name = "periwinkle"
authors = [{ name = "Ada", email = "ada@example.org" }]
dynamic = ["version", "description"]
urls = { Home = "https://example.org/periwinkle" }
`,
  );
  const variables = { FLIT_INDEX_URL: `${keyhouse.origin}/legacy/`, FLIT_USERNAME: '__token__', FLIT_PASSWORD: ada.token };

  const published = runProgram('flit', ['publish'], { folder: project, variables });

  assert.equal(published.status, 0, published.text);
  assert.deepEqual(
    (await listAsJson(keyhouse.origin, 'periwinkle')).map(({ filename }) => filename),
    ['periwinkle-1.0-py2.py3-none-any.whl', 'periwinkle-1.0.tar.gz'],
  );
});

function curl(file: string, user: string, ...more: readonly string[]): RanProgram {
  const [name = '', version = ''] = file.split('-');
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    filetype: 'bdist_wheel',
    pyversion: 'py3',
    metadata_version: '2.1',
    name,
    version,
    sha256_digest: sha256Of(readFileSync(join(folder, file))),
  };
  const form = Object.entries(fields).flatMap(([key, value]) => ['-F', `${key}=${value}`]);
  const address = `${keyhouse.origin}/legacy/`;
  return runProgram('curl', ['-sS', '-v', '-u', user, ...form, '-F', `content=@${file}`, ...more, address], { folder });
}

test('curl uploads with Expect: 100-continue and without', { skip: noCurl }, async () => {
  const waited = curl(write(aWheel('urchin', '1.0', OLD)), `__token__:${ada.token}`, '-H', 'Expect: 100-continue');
  const sentOn = curl(write(aWheel('urchin', '1.1', OLD)), `__token__:${ada.token}`, '-H', 'Expect:');

  assert.match(waited.text, /< HTTP\/1\.1 100 Continue.*< HTTP\/1\.1 200 OK/s);
  assert.doesNotMatch(sentOn.text, /100 Continue/);
  assert.match(sentOn.text, /< HTTP\/1\.1 200 OK/);
  assert.equal((await listAsJson(keyhouse.origin, 'urchin')).length, 2);
});

test('curl with a wrong token is refused before it sends the body', { skip: noCurl }, () => {
  const file = write(
    aWheel('urchin', '2.0', {
      ...OLD,
      files: { 'urchin/x': Buffer.alloc(3_000_000, 'x') },
      storedFiles: { pad: Buffer.alloc(2_000_000) },
    }),
  );

  const refused = curl(file, '__token__:nonsense', '-H', 'Expect: 100-continue', '-w', 'sent %{size_upload} bytes');

  assert.match(refused.text, /< HTTP\/1\.1 403 [A-Z].*token/);
  assert.doesNotMatch(refused.text, /100 Continue/);
  assert.match(refused.text, /sent 0 bytes/);
});

test('curl uploads by the lines of the help page', { skip: noCurl }, async () => {
  const page = await (await fetch(`${keyhouse.origin}/help/`)).text();
  const lines = /<code>(FILE=[^<]*)<\/code>/.exec(page)?.[1] ?? '';
  const shown = lines.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  const sdist = anSdist('helpful', '1.0', { metadataVersion: '2.1' });
  write(sdist);
  const script = shown.replaceAll('NAME', 'helpful').replace('dist/', '').replace('-u __token__ ', `-u __token__:${ada.token} `);

  const ran = runProgram('sh', ['-c', script], { folder });

  assert.equal(ran.status, 0, ran.text);
  assert.deepEqual(
    (await listAsJson(keyhouse.origin, 'helpful')).map(({ filename }) => filename),
    [sdist.filename],
  );
});
