import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../base/refusal.ts';
import { LIST_FIELDS, TEXT_FIELDS } from './metadata.ts';
import { readUploadForm } from './upload-form.ts';

const SHA256 = 'ab'.repeat(32);
const WHEEL: readonly (readonly [string, string])[] = [
  [':action', 'file_upload'],
  ['protocol_version', '1'],
  ['filetype', 'bdist_wheel'],
  ['pyversion', 'py2.py3'],
  ['sha256_digest', SHA256.toUpperCase()],
  ['metadata_version', '2.1'],
  ['name', 'Demo'],
  ['version', '1.0'],
];

function without(key: string): (readonly [string, string])[] {
  return WHEEL.filter(([name]) => name !== key);
}

function withField(key: string, value: string): (readonly [string, string])[] {
  return [...without(key), [key, value]];
}

test('a wheel is read with its digests in lower case and its metadata', () => {
  const form = readUploadForm([
    ...WHEEL,
    ['comment', 'hello'],
    ['attestations', '[]'],
    ['md5_digest', '0'.repeat(32)],
    ['blake2_256_digest', SHA256],
  ]);

  assert.equal(form.filetype, 'bdist_wheel');
  assert.equal(form.pyversion, 'py2.py3');
  assert.deepEqual(form.digests, { md5: '0'.repeat(32), sha256: SHA256, blake2b256: SHA256 });
  assert.equal(form.comment, 'hello');
  assert.equal(form.attestations, '[]');
  assert.equal(form.metadata.name, 'Demo');
});

test('an sdist without pyversion is of pyversion source', () => {
  assert.equal(readUploadForm([...without('pyversion').filter(([key]) => key !== 'filetype'), ['filetype', 'sdist']]).pyversion, 'source');
});

test('each list of the metadata is read under the name that clients send', () => {
  const names = [
    'platform supported_platform license_file import_name import_namespace project_urls classifiers provides_extra requires_dist dynamic',
    'requires provides obsoletes provides_dist obsoletes_dist requires_external',
  ].flatMap((line) => line.split(' '));

  const { metadata } = readUploadForm([...WHEEL, ...names.flatMap((name) => [[name, 'a'] as const, [name, 'b'] as const])]);

  assert.equal(names.length, LIST_FIELDS.length);
  for (const { field } of LIST_FIELDS) assert.deepEqual(metadata[field], ['a', 'b'], field);
});

test('nothing, UNKNOWN and unknown fields count as absent', () => {
  const { metadata } = readUploadForm([
    ...WHEEL,
    ['summary', ''],
    ['license', ' UNKNOWN\n'],
    ['platform', 'UNKNOWN'],
    ['classifiers', ''],
    ['project-url', 'x'],
    ['__proto__', 'x'],
  ]);

  assert.equal(metadata.summary, undefined);
  assert.equal(metadata.license, undefined);
  assert.deepEqual(metadata.platforms, []);
  assert.deepEqual(metadata.classifiers, []);
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [':action', 'verify', /The action "verify" is not known/],
  ['protocol_version', '2', /protocol version "2"/],
  ['filetype', 'bdist_egg', /filetype can not be "bdist_egg"/],
  ['filetype', '', /filetype is missing/],
  ['filetype', 'sdist', /pyversion of an sdist can not be "py2\.py3"/],
  ['pyversion', '', /needs a pyversion/],
  ['pyversion', 'py3\nx', /pyversion can not be "py3\\nx"/],
  ['sha256_digest', '', /no digest/],
  ['sha256_digest', 'ab', /64 hexadecimal digits/],
  ['sha256_digest', `${SHA256}\n`, /64 hexadecimal digits/],
  ['blake2_256_digest', 'g'.repeat(64), /64 hexadecimal digits/],
  ['md5_digest', SHA256, /32 hexadecimal digits/],
  ['summary', 'a\0b', /summary contains a NUL/],
];

for (const [key, value, message] of REFUSED) {
  test(`${key} ${JSON.stringify(value.slice(0, 20))} is refused`, () => {
    assert.throws(() => readUploadForm(withField(key, value)), { name: 'Refusal', kind: 'invalid', code: 'upload.bad-form', message });
  });
}

for (const key of [...WHEEL.map(([name]) => name), ...TEXT_FIELDS.map(({ form }) => form), 'comment', 'attestations']) {
  test(`${key} given twice is refused`, () => {
    assert.throws(() => readUploadForm([...WHEEL, [key, 'a'], [key, 'a']]), { code: 'upload.bad-form', field: key });
  });
}

test('what PyPI had before is gone', () => {
  for (const action of ['submit', 'submit_pkg_info', 'doc_upload']) {
    assert.throws(() => readUploadForm(withField(':action', action)), { kind: 'gone', code: 'upload.gone', message: /is no more/ });
  }
});

test('of several problems the name is told first, then the others by the alphabet', () => {
  const wrong = [...WHEEL, ['summary', 'a'], ['summary', 'b'], ['blake2_256_digest', 'x']] as const;

  assert.throws(() => readUploadForm(wrong), { field: 'blake2_256_digest' });
  assert.throws(() => readUploadForm([...wrong, ['name', '']]), { field: 'name' });
  assert.throws(() => readUploadForm([...WHEEL.filter(([key]) => key !== 'name'), ['name', 'demo-'], ['filetype', 'x']]), {
    code: 'upload.bad-name',
  });
});

test('any fields are a form or are refused', () => {
  const key = fc.constantFrom(
    ...TEXT_FIELDS.map(({ form }) => form),
    ...LIST_FIELDS.map(({ form }) => form),
    'md5_digest',
    'comment',
    'content',
    'x',
  );
  const field = fc.tuple(key, fc.string({ unit: 'binary', maxLength: 6 }));

  fc.assert(
    fc.property(fc.array(field, { maxLength: 8 }), (fields) => {
      try {
        readUploadForm([...WHEEL, ...fields]);
      } catch (error) {
        assert.equal(error instanceof Refusal, true, String(error));
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('2,000 hostile fields are answered within 50 ms', () => {
  const fields = Array.from({ length: 2_000 }, (_, at): [string, string] => [at % 2 === 0 ? 'classifiers' : 'keywords', ','.repeat(32)]);
  const startedAt = performance.now();

  assert.throws(() => readUploadForm([...WHEEL, ...fields]), { code: 'upload.bad-form' });

  assert.ok(performance.now() - startedAt < 50);
});
