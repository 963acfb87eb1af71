// Random names, versions, filenames, metadata and archives: each is read or refused, none takes 50 ms, none is a 5xx.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readTarGz } from '../../src/adapters/sandbox/read-tar-gz.ts';
import { readWheel } from '../../src/adapters/sandbox/read-zip.ts';
import { utf8 } from '../../src/base/bytes.ts';
import { Refusal } from '../../src/base/refusal.ts';
import { checkMetadata } from '../../src/python/check-metadata.ts';
import { checkEntryPoints } from '../../src/python/entry-points.ts';
import { parseDistributionFilename, type WheelFilename } from '../../src/python/filename.ts';
import { parseLicenseExpression } from '../../src/python/license-expression.ts';
import { parseMetadata } from '../../src/python/parse-metadata.ts';
import { parseProjectName } from '../../src/python/project-name.ts';
import { parseRequirement } from '../../src/python/requirement.ts';
import { parseSpecifierSet } from '../../src/python/specifier-set.ts';
import { readUploadForm } from '../../src/python/upload-form.ts';
import { compareVersions, parseVersion } from '../../src/python/version.ts';
import { checkWheelFile } from '../../src/python/wheel-file.ts';
import { readRecord } from '../../src/python/wheel-record.ts';
import { attackedSite } from '../support/attack-site.ts';
import { anSdist, aWheel, type Distribution } from '../support/distributions.ts';
import { fastestMs } from '../support/fastest.ts';
import { sendUpload } from '../support/send-upload.ts';
import { makeToken, signUpMember } from '../support/story-people.ts';
import { testSeed, times } from '../support/test-length.ts';

const MAX_MS = 50;
const RUNS = { seed: testSeed, numRuns: times(1_500, 1_000_000) };
const folder = mkdtempSync(join(tmpdir(), 'keyhouse-fuzz-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let token = '';
const site = attackedSite({}, async (started) => {
  token = await makeToken(await signUpMember(started, 'fuzzer'), 'ci');
});

/** Texts of pieces that matter to a reader, and of whatever else. */
function textOf(...pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  return fc.array(piece, { maxLength: 14 }).map((all) => all.join(''));
}

const VERSION = textOf('1', '0', '22', '.', '.', '!', 'a', 'rc', '.post', 'dev', '+', '-', '_', 'v', ' ', '9'.repeat(40), '٣');
const NAME = textOf('tide', 'Water', '-', '_', '.', '1', 'l', 'İ', 'K', '\n');
const REQUIREMENT = textOf(
  'a',
  'b-c',
  '[',
  ']',
  ',',
  '>=',
  '==',
  '1.0',
  '.*',
  ';',
  ' @ ',
  'https://e.org/x',
  '(',
  ')',
  ' and ',
  'extra',
  '"x"',
  "'",
  'not in',
);
const FILENAME = textOf('tide', '-', '-', '1.0', 'py3', 'none', 'any', '.', '_', '.whl', '.tar.gz', '2', '+', '/', '\u0000');
const LICENSE = textOf('MIT', ' ', ' and ', ' OR ', ' with ', '(', ')', 'Apache-2.0', '+', 'LicenseRef-', 'gcc-exception-3.1');
const METADATA = textOf(
  ...[
    'Metadata-Version: 2.4\n',
    'Name: tide\n',
    'Version: 1\n',
    'Classifier: ',
    'Requires-Dist: ',
    'License-File: ',
    'Summary:',
    'Author-email: "a" <a@b>\n',
  ],
  ...[
    'Project-URL: A, https://e.org\n',
    'Dynamic: Summary\n',
    'Import-Name: a.b\n',
    ':',
    '\n',
    '\n\n',
    ' ',
    '\t',
    '       |',
    'UNKNOWN',
    'x',
    '\r\n',
  ],
);
const RECORD = textOf('a.py', ',', ',', 'sha256=', 'A'.repeat(43), '\n', '"', '""', 'x-1.dist-info/RECORD', '12', '\r');
const INI = textOf('[console_scripts]', '[', ']', '\n', ' ', 'a', '=', ':', '#', '../x');
const WHEEL = textOf('Wheel-Version: 1.0\n', 'Root-Is-Purelib: true\n', 'Tag: py3-none-any\n', 'Build: ', '1', '\n', ':', 'x', '-', '.');
const FIELDS = fc.array(
  fc.tuple(
    fc.constantFrom(
      ':action',
      'name',
      'version',
      'filetype',
      'pyversion',
      'sha256_digest',
      'metadata_version',
      'requires_dist',
      'project_urls',
      'x',
    ),
    fc.oneof(NAME, fc.constantFrom('sdist', 'bdist_wheel', 'py3', '0'.repeat(64), '2.4', 'tide', '1.0', 'UNKNOWN')),
  ),
  { maxLength: 12 },
);
const PLAIN = parseDistributionFilename('x-1-py3-none-any.whl') as WheelFilename;

/** Reads it or refuses it, each time within bounds. */
function isAnswered(read: () => unknown): void {
  const answer = (): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      assert.ok(error.message.length < 1_000 && error.message.isWellFormed(), error.message);
    }
  };
  assert.ok(fastestMs(answer, MAX_MS) < MAX_MS);
}

const READERS: readonly (readonly [what: string, texts: fc.Arbitrary<string>, read: (text: string) => unknown])[] = [
  ['project names', NAME, parseProjectName],
  ['versions', VERSION, (text) => compareVersions(parseVersion(text), parseVersion('1.0rc1'))],
  ['specifiers', REQUIREMENT, parseSpecifierSet],
  ['requirements', REQUIREMENT, parseRequirement],
  ['filenames', FILENAME, parseDistributionFilename],
  ['licenses', LICENSE, parseLicenseExpression],
  ['metadata', METADATA, (text) => checkMetadata(parseMetadata(utf8(`Metadata-Version: 2.6\nName: a\nVersion: 1\n${text}`)), 'public')],
  ['RECORD', RECORD, (text) => readRecord(text, 'x-1.dist-info/RECORD', new Set(['a.py', 'x-1.dist-info/RECORD']))],
  ['WHEEL', WHEEL, (text) => checkWheelFile(utf8(text), PLAIN)],
  ['entry points', INI, (text) => checkEntryPoints(utf8(text))],
];

for (const [what, texts, read] of READERS) {
  test(`random ${what} are read or refused, each within ${MAX_MS} ms`, () => {
    fc.assert(
      fc.property(texts, (text) => isAnswered(() => read(text))),
      RUNS,
    );
  });
}

test(`random forms are read or refused, each within ${MAX_MS} ms`, () => {
  fc.assert(
    fc.property(FIELDS, (fields) => isAnswered(() => readUploadForm(fields))),
    RUNS,
  );
});

/** A few changed, dropped or doubled bytes of an archive. */
const CHANGES = fc.array(fc.tuple(fc.constantFrom('set', 'drop', 'double'), fc.nat(), fc.integer({ min: 0, max: 255 })), {
  minLength: 1,
  maxLength: 4,
});

function changed(bytes: Buffer, changes: readonly (readonly [string, number, number])[]): Buffer {
  return changes.reduce((before, [how, at, value]) => {
    const place = at % Math.max(before.length, 1);
    const [head, rest] = [before.subarray(0, place), before.subarray(place)];
    if (how === 'drop') return Buffer.concat([head, rest.subarray(value)]);
    return Buffer.concat(how === 'set' ? [head, Buffer.of(value), rest.subarray(1)] : [head, rest.subarray(0, value), rest]);
  }, bytes);
}

for (const [what, { filename, bytes }, read] of [
  ['wheels', aWheel('x', '1'), (path: string) => readWheel({ path, wanted: ['x-1.dist-info/METADATA'], record: 'x-1.dist-info/RECORD' })],
  ['sdists', anSdist('x', '1'), (path: string) => readTarGz(path, ['PKG-INFO'])],
] as const) {
  test(`damaged ${what} are read or refused`, async () => {
    const path = join(folder, filename);
    await fc.assert(
      fc.asyncProperty(CHANGES, async (changes) => {
        writeFileSync(path, changed(bytes, changes));
        await read(path).catch((error: unknown) => assert.ok(error instanceof Refusal, String(error)));
      }),
      { seed: testSeed, numRuns: times(400, 200_000) },
    );
  });
}

test('random uploads are answered without a 5xx', async () => {
  const change = fc.record({
    changes: fc.option(CHANGES),
    name: fc.option(NAME),
    version: fc.option(VERSION),
    file: fc.option(FILENAME),
    line: fc.option(METADATA),
  });
  const isSent = async ({
    changes,
    name,
    version,
    file,
    line,
  }: typeof change extends fc.Arbitrary<infer Value> ? Value : never): Promise<void> => {
    const wheel = aWheel('castle', '1.0', line === null ? {} : { metadataLines: line.split('\n') });
    const filename = file === null ? wheel.filename : file.replace(/[^\u0020-\u007e]/g, '') || 'x';
    const sent: Distribution = {
      filename,
      bytes: changes === null ? wheel.bytes : changed(wheel.bytes, changes),
      metadata: wheel.metadata,
    };
    const fields = { ...(name !== null && { name }), ...(version !== null && { version }) };
    const { status, reason } = await sendUpload(site().origin, token, sent, { changed: fields });
    assert.ok([200, 400, 429].includes(status), `${status} ${reason}`);
    site().clock.advance({ minutes: 6 });
  };

  await fc.assert(fc.asyncProperty(change, isSent), { seed: testSeed, numRuns: times(60, 3_000), endOnFailure: true });
});
