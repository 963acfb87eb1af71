import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../base/refusal.ts';
import {
  isProjectName,
  isStandardLibraryName,
  MAX_PROJECT_NAME_LENGTH,
  normalizeProjectName,
  type ProjectName,
  parseProjectName,
  ultranormalized,
  underscored,
} from './project-name.ts';

const BAD_NAME = { name: 'Refusal', kind: 'invalid', code: 'upload.bad-name' };

test('a name is normalised and its spelling is kept for display', () => {
  assert.deepEqual(parseProjectName('Sample.._-Project'), { name: 'sample-project', display: 'Sample.._-Project' });
});

for (const text of ['', '-', '.a', 'a-', 'a b', 'a\n', '\na', 'ä', 'ſ', '\u212aey', 'a/b', 'a\\b', 'a\0', '..', 'a@b', 'x'.repeat(101)]) {
  test(`${JSON.stringify(text.slice(0, 12))} is no project name`, () => {
    assert.throws(() => parseProjectName(text), BAD_NAME);
  });
}

test('a name of 100 characters is allowed', () => {
  assert.equal(parseProjectName('x'.repeat(MAX_PROJECT_NAME_LENGTH)).name.length, 100);
});

test('a letter beyond ASCII never turns into a letter of a valid name', () => {
  assert.equal(isProjectName(normalizeProjectName('\u212aeyhouse')), false);
  assert.equal(isProjectName(normalizeProjectName('\u0130nternal')), false);
});

for (const text of ['Demo', 'demo_x', '-demo', 'demo-', 'demo--x', '', 'x'.repeat(101)]) {
  test(`${JSON.stringify(text.slice(0, 12))} is not in normal form`, () => {
    assert.equal(isProjectName(text), false);
  });
}

test('filenames carry "_" where the name has "-"', () => {
  assert.equal(underscored('a-long-name' as ProjectName), 'a_long_name');
});

test('look-alike names share one form', () => {
  assert.equal(ultranormalized('foo-lib' as ProjectName), ultranormalized('f0011b' as ProjectName));
  assert.notEqual(ultranormalized('foo-lib' as ProjectName), ultranormalized('foo-lab' as ProjectName));
});

for (const text of [
  'os',
  'xml.etree',
  'encodings.idna',
  'Encodings_IDNA',
  'distutils',
  'ConfigParser',
  'tomllib',
  'asyncore',
  'string.templatelib',
]) {
  test(`${text} is a module of the standard library`, () => {
    assert.equal(isStandardLibraryName(parseProjectName(text).name), true);
  });
}

for (const text of ['requests', 'keyhouse', 'setuptools', 'pip', 'xml-etree-x']) {
  test(`${text} is no module of the standard library`, () => {
    assert.equal(isStandardLibraryName(parseProjectName(text).name), false);
  });
}

test('any text gives a name in normal form or a refusal', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.', ' ') }));

  fc.assert(
    fc.property(text, (written) => {
      try {
        const { name } = parseProjectName(written);
        assert.equal(isProjectName(name), true);
        assert.deepEqual(parseProjectName(name), { name, display: name });
      } catch (error) {
        assert.equal(error instanceof Refusal, true);
      }
    }),
    { seed: 508, numRuns: 500 },
  );
});

test('a hostile text of 64 KiB is answered within 50 ms', () => {
  const startedAt = performance.now();

  assert.throws(() => parseProjectName(`a${'-'.repeat(65_536)}`), BAD_NAME);
  assert.equal(isProjectName(normalizeProjectName('-_.'.repeat(22_000))), false);

  assert.ok(performance.now() - startedAt < 50);
});
