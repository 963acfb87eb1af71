import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { buildMetadata, type CoreMetadata, LIST_FIELDS, listKeywords, MAX_METADATA_BYTES, TEXT_FIELDS } from './metadata.ts';
import { parseMetadata } from './parse-metadata.ts';

const BAD_METADATA = { name: 'Refusal', kind: 'invalid', code: 'upload.bad-metadata' };

function parse(...lines: readonly string[]): CoreMetadata {
  return parseMetadata(utf8(lines.join('\n')));
}

test('fields, repeated fields and a description after them are read', () => {
  const metadata = parse(
    'Metadata-Version: 2.1',
    'name:Demo',
    'Classifier: A',
    'CLASSIFIER: B',
    'X-Other: no',
    '',
    '# Title',
    '',
    'Text',
    '',
  );

  assert.equal(metadata.metadataVersion, '2.1');
  assert.equal(metadata.name, 'Demo');
  assert.deepEqual(metadata.classifiers, ['A', 'B']);
  assert.equal(metadata.description, '# Title\n\nText\n');
  assert.equal(metadata.summary, undefined);
  assert.deepEqual(metadata.requiresDist, []);
});

test('a description among the fields loses its indentation and keeps that of its text', () => {
  const metadata = parse(
    'Name: demo',
    'Description: # Title',
    '        ',
    '            code',
    '       |  quoted',
    '       |',
    '\tend',
    'Version: 1',
  );

  assert.equal(metadata.description, '# Title\n\n    code\n  quoted\n\nend');
  assert.equal(metadata.version, '1');
});

test('both kinds of line end are read alike', () => {
  const text = 'Name: demo\nLicense: MIT\n        more\n\nText\n';

  assert.deepEqual(parseMetadata(utf8(text.replaceAll('\n', '\r\n'))), parseMetadata(utf8(text)));
});

test('keywords are split at commas', () => {
  const metadata = parse('Name: demo', 'Keywords: one,two words , ,three');

  assert.equal(metadata.keywords, 'one, two words, three');
  assert.deepEqual(listKeywords(metadata), ['one', 'two words', 'three']);
});

test('an empty field counts as absent', () => {
  const metadata = parse('Name: demo', 'Summary: ', 'Platform:', '');

  assert.equal(metadata.summary, undefined);
  assert.deepEqual(metadata.platforms, []);
});

for (const [what, text] of [
  ['a field given twice', 'Name: demo\nNAME: other\n'],
  ['two descriptions', 'Name: demo\nDescription: a\n\nb'],
  ['a line that is no field', 'Name: demo\nno field\n'],
  ['a blank before the colon', 'Name : demo\n'],
  ['a continued line before the first field', ' Name: demo\n'],
  ['nothing', ''],
  ['only a description', '\n\nText'],
  ['a NUL', 'Name: demo\nSummary: a\0b\n'],
  ['a lone carriage return among the fields', 'Name: demo\rVersion: 1\n'],
  ['a byte order mark', '\ufeffName: demo\n'],
] as const) {
  test(`metadata with ${what} is refused`, () => {
    assert.throws(() => parse(text), BAD_METADATA);
  });
}

test('bytes that are not UTF-8 are refused', () => {
  assert.throws(() => parseMetadata(Uint8Array.of(0x4e, 0x3a, 0xff)), BAD_METADATA);
});

test('more than 2 MiB are refused', () => {
  assert.throws(() => parseMetadata(new Uint8Array(MAX_METADATA_BYTES + 1).fill(0x61)), BAD_METADATA);
});

const line = fc.stringMatching(/^[!-9;-~é]([ -+.-~é]{0,12}[!-+.-~é])?$/);
const lines = fc
  .array(fc.oneof(line, fc.constant(''), fc.constant('    code')), { minLength: 1, maxLength: 4 })
  .map((all) => `${all.join('\n')}\nend`);

const metadata = fc
  .tuple(
    fc.array(fc.option(line, { nil: undefined }), { minLength: 16, maxLength: 16 }),
    fc.array(fc.array(line, { maxLength: 3 }), { minLength: 16, maxLength: 16 }),
    lines,
  )
  .map(([texts, lists, description]) =>
    buildMetadata(
      ({ field }) => {
        if (field === 'metadataVersion') return '2.4';
        return field === 'description' ? description.trim() : texts[TEXT_FIELDS.findIndex((names) => names.field === field)];
      },
      ({ field }) => lists[LIST_FIELDS.findIndex((names) => names.field === field)] ?? [],
    ),
  );

test('what is written as a file, with the description among the fields or after them, is read back', () => {
  fc.assert(
    fc.property(metadata, (written) => {
      const fields = TEXT_FIELDS.filter(({ field }) => field !== 'description' && written[field] !== undefined);
      const head = [
        ...fields.map(({ field, header }) => `${header}: ${written[field]}`),
        ...LIST_FIELDS.flatMap(({ field, header }) => written[field].map((text) => `${header}: ${text}`)),
      ];

      assert.deepEqual(parse('X: y', ...head, '', written.description ?? ''), written);
      assert.deepEqual(parse(`Description: ${written.description?.replaceAll('\n', '\n        ')}`, ...head), written);
    }),
    { seed: 643, numRuns: 300 },
  );
});

test('any bytes are metadata or are refused', () => {
  const piece = fc.constantFrom('Name', 'Version', 'Description', ':', ' ', '\n', '\r\n', '\t', '       |', 'demo', '\0', '\u2028', 'é');
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(piece, { maxLength: 30 }).map((pieces) => utf8(pieces.join(''))),
  );

  fc.assert(
    fc.property(bytes, (given) => {
      try {
        parseMetadata(given);
      } catch (error) {
        assert.equal(error instanceof Refusal, true, String(error));
      }
    }),
    { seed: 643, numRuns: 700 },
  );
});

test('64 KiB of hostile metadata are answered within 50 ms', () => {
  for (const unit of ['a', ' ', '\n', 'a:\n', ' \n', 'Name: x\n', 'Classifier: x\n', '-', 'Description:\n \n', '\r\n']) {
    const bytes = utf8(`Name: x\n${unit.repeat(65_536 / unit.length)}`);
    const startedAt = performance.now();

    try {
      parseMetadata(bytes);
    } catch (error) {
      assert.equal(error instanceof Refusal, true);
    }

    assert.ok(performance.now() - startedAt < 50, JSON.stringify(unit));
  }
});

test('what old tools wrote for nothing, and what they wrote before its time, counts as absent', () => {
  const old = parse(
    'Metadata-Version: 2.1',
    'Name: demo',
    'Version: 1',
    'Home-page: UNKNOWN',
    'Platform: UNKNOWN',
    'License-File: LICENSE',
  );

  assert.equal(old.homePage, undefined);
  assert.deepEqual(old.platforms, []);
  assert.deepEqual(old.licenseFiles, []);
  assert.deepEqual(parse('Metadata-Version: 2.4', 'License-File: LICENSE').licenseFiles, ['LICENSE']);
});
