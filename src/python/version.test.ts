import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readVectors } from '../../tests/support/vectors.ts';
import { compareVersions, findVersion, isPrerelease, MAX_VERSION_LENGTH, parseVersion } from './version.ts';

const BAD_VERSION = { name: 'Refusal', kind: 'invalid', code: 'upload.bad-version' };

const NORMAL_FORMS = [
  ['v1.0', '1.0'],
  [' 1.0\n', '1.0'],
  ['00!01.020.0', '1.20.0'],
  ['7!1', '7!1'],
  ['1.0-ALPHA', '1.0a0'],
  ['1.0.c.3', '1.0rc3'],
  ['1.0preview', '1.0rc0'],
  ['1.0-7', '1.0.post7'],
  ['1.0_rev_2', '1.0.post2'],
  ['1.0DEV', '1.0.dev0'],
  ['1b2.post3.dev4+Ubuntu-007_x', '1b2.post3.dev4+ubuntu.7.x'],
  ['1.0.dev123456789012345678901234567890', '1.0.dev123456789012345678901234567890'],
] as const;

for (const [written, normal] of NORMAL_FORMS) {
  test(`${JSON.stringify(written)} is written ${normal}`, () => {
    assert.equal(parseVersion(written).text, normal);
  });
}

for (const text of [
  '',
  '1.0.',
  '.1',
  '1..0',
  '1.0+',
  '1.0+a..b',
  '1.0+-a',
  '1.0-',
  '1.0--1',
  '1.0a1b1',
  '1 .0',
  '1.0ß',
  '1.0+ı',
  '١',
  '1.0\0',
  'x',
  '1!',
  '!1',
  '1!2!3',
]) {
  test(`${JSON.stringify(text)} is no version`, () => {
    assert.throws(() => parseVersion(text), BAD_VERSION);
  });
}

test('a version longer than 128 characters is refused', () => {
  assert.equal(parseVersion('1'.repeat(MAX_VERSION_LENGTH)).text.length, 128);
  assert.throws(() => parseVersion('1'.repeat(MAX_VERSION_LENGTH + 1)), BAD_VERSION);
});

test('the canonical form drops trailing zeros of the release and nothing else', () => {
  assert.equal(parseVersion('1.0.0').canonical, '1');
  assert.equal(parseVersion('0.0').canonical, '0');
  assert.equal(parseVersion('1!2.10.0rc0.post0+0.0').canonical, '1!2.10rc0.post0+0.0');
});

test('a version is a pre-release when it has an alpha, beta, candidate or development part', () => {
  assert.deepEqual(
    ['1a1', '1b1', '1rc1', '1.dev1', '1.post1.dev1'].filter((text) => !isPrerelease(parseVersion(text))),
    [],
  );
  assert.deepEqual(
    ['1', '1.post1', '1+local'].filter((text) => isPrerelease(parseVersion(text))),
    [],
  );
});

const ORDERED =
  '1.dev0 1a0.dev1 1a0 1a0.post0.dev0 1a0.post0 1a1 1b0 1rc0 1 1+a 1+b 1+0 1+1 1+1.a 1+1.0 1+10 1.post0.dev0 1.post0 1.0.1 1.2 1.10 1!0';

test('versions come in the order of PEP 440', () => {
  const versions = ORDERED.split(' ').map(parseVersion);

  const sorted = versions.toReversed().sort(compareVersions);

  assert.equal(sorted.map((version) => version.text).join(' '), ORDERED);
});

const number = fc.nat({ max: 30 }).map(String);
const spelling = fc
  .tuple(
    fc.constantFrom('', '1!', '0!'),
    fc.array(number, { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join('.')),
    fc.constantFrom('', 'a1', '-beta', '.RC.2', '_pre'),
    fc.constantFrom('', '-3', '.post', 'r4', '_REV-0'),
    fc.constantFrom('', 'dev', '.dev7', '-DEV_8'),
    fc.constantFrom('', '+a', '+1.A-b_2', '+007'),
  )
  .map((parts) => parts.join(''));

test('the normal form is read back as the same version', () => {
  fc.assert(
    fc.property(spelling, (written) => {
      const version = parseVersion(written);

      assert.deepEqual(parseVersion(version.text), version);
      assert.equal(compareVersions(version, parseVersion(version.canonical)), 0);
      assert.equal(parseVersion(version.canonical).canonical, version.canonical);
    }),
    { seed: 440, numRuns: 500 },
  );
});

test('the order is total: it mirrors, and equal means one canonical form', () => {
  fc.assert(
    fc.property(spelling, spelling, (one, other) => {
      const [first, second] = [parseVersion(one), parseVersion(other)];

      assert.equal(Math.sign(compareVersions(first, second)), 0 - Math.sign(compareVersions(second, first)));
      assert.equal(compareVersions(first, second) === 0, first.canonical === second.canonical);
    }),
    { seed: 440, numRuns: 500 },
  );
});

test('any text is a version or is not, and never an error', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'01.-_+!vabrcdevpost') }));

  fc.assert(
    fc.property(text, (written) => {
      const version = findVersion(written);
      if (version !== undefined) assert.equal(findVersion(version.text)?.text, version.text);
    }),
    { seed: 440, numRuns: 500 },
  );
});

test('a hostile text of 64 KiB is answered within 50 ms', () => {
  const startedAt = performance.now();

  for (const unit of ['1', '1.', '1!', 'a', '+a', '.dev', ' '])
    assert.equal(findVersion(`1${unit.repeat(65_536 / unit.length)}?`), undefined);

  assert.ok(performance.now() - startedAt < 50);
});

interface Vectors {
  readonly sorted: readonly string[];
  readonly invalid: readonly string[];
  readonly normalized: readonly (readonly [string, string])[];
}

test('the vectors of PEP 440 hold', (t) => {
  const vectors = readVectors<Vectors>(t, 'ref/pep440.json');
  if (vectors === undefined) return;

  const sorted = vectors.sorted.toReversed().sort((one, other) => compareVersions(parseVersion(one), parseVersion(other)));

  assert.deepEqual(sorted, vectors.sorted);
  assert.deepEqual(
    vectors.invalid.map(findVersion),
    vectors.invalid.map(() => undefined),
  );
  assert.deepEqual(
    vectors.normalized.map(([written]) => parseVersion(written).text),
    vectors.normalized.map(([, normal]) => normal),
  );
});
