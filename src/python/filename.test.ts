import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../base/refusal.ts';
import { MAX_FILENAME_BYTES, parseDistributionFilename, sdistFilename } from './filename.ts';
import { parseProjectName } from './project-name.ts';
import { parseVersion } from './version.ts';

test('an sdist is read into name and version', () => {
  const parsed = parseDistributionFilename('sample_project-1!2.0rc1+abc.1.tar.gz');

  assert.equal(parsed.kind, 'sdist');
  assert.equal(parsed.name, 'sample-project');
  assert.equal(parsed.version.text, '1!2.0rc1+abc.1');
});

test('a wheel is read into name, version, build and tags', () => {
  const parsed = parseDistributionFilename('sample_project-1.0.0-2b-py2.py3-none-manylinux_2_17_x86_64.MANYLINUX2014_x86_64.whl');

  assert.deepEqual(parsed, {
    kind: 'wheel',
    filename: 'sample_project-1.0.0-2b-py2.py3-none-manylinux_2_17_x86_64.MANYLINUX2014_x86_64.whl',
    name: 'sample-project',
    version: parseVersion('1.0.0'),
    versionText: '1.0.0',
    build: '2b',
    pythonTags: ['py2', 'py3'],
    abiTags: ['none'],
    platformTags: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
  });
});

test('a wheel may spell its version in another way', () => {
  const parsed = parseDistributionFilename('demo-2020.01.05-py3-none-any.whl');

  assert.equal(parsed.version.text, '2020.1.5');
});

const REFUSED = [
  ['', /has no name/],
  ['demo-1.0.exe', /neither an sdist/],
  ['demo-1.0.zip', /must be a \.tar\.gz file/],
  ['demo-1.0.tar.bz2', /neither an sdist/],
  ['demo.tar.gz', /the name, a hyphen, the version/],
  ['-1.0.tar.gz', /the name, a hyphen, the version/],
  ['demo-one.tar.gz', /the name, a hyphen, the version/],
  ['Demo-1.0.tar.gz', /must be named "demo-1\.0\.tar\.gz"/],
  ['sample-project-1.0.tar.gz', /must be named "sample_project-1\.0\.tar\.gz"/],
  ['demo-1.0.0-RC1.tar.gz', /the name, a hyphen, the version/],
  ['demo-v1.0.tar.gz', /must be named "demo-1\.0\.tar\.gz"/],
  ['demo-1.0.TAR.GZ', /must be named "demo-1\.0\.tar\.gz"/],
  ['x-1.0-9.tar.gz', /must be named "x_1_0-9\.tar\.gz"/],
  ['.demo-1.0.tar.gz', /valid project name/],
  ['demo-1.0-py3-none.whl', /is no wheel filename/],
  ['demo-1.0-1-2-py3-none-any.whl', /is no wheel filename/],
  ['Demo-1.0-py3-none-any.whl', /must start with "demo-" instead of "Demo-"/],
  ['sample.project-1.0-py3-none-any.whl', /must start with "sample_project-"/],
  ['demo-one-py3-none-any.whl', /"one" in .* is no version/],
  ['demo-1.0-b1-py3-none-any.whl', /build tag "b1"/],
  ['demo-1.0--py3-none-any.whl', /build tag ""/],
  ['demo-1.0-py3..py2-none-any.whl', /no set of tags/],
  ['demo-1.0-py3-none-.whl', /no set of tags/],
  ['demo-1.0-py3-n+ne-any.whl', /no set of tags/],
  ['demo-1.0-py3-none-any.WHL', /must end in "\.whl"/],
  ['_-1.0-py3-none-any.whl', /valid project name/],
  ['-1.0-py3-none-any.whl', /has no project name/],
  ['../demo-1.0.tar.gz', /slash or backslash/],
  ['a\\demo-1.0.tar.gz', /slash or backslash/],
  ['demo-1.0.tar.gz\n', /control character/],
  ['demo\0-1.0.tar.gz', /control character/],
  ['dem\u00f6-1.0.tar.gz', /outside ASCII/],
  ['dem\u202eo-1.0.tar.gz', /outside ASCII/],
  ['demo 1.0-1.0.tar.gz', /may contain only/],
  ['demo";x-1.0.tar.gz', /may contain only/],
] as const;

for (const [text, message] of REFUSED) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseDistributionFilename(text), { name: 'Refusal', code: 'upload.bad-filename', message });
  });
}

test('a filename may have 200 bytes and no more', () => {
  const tail = '-1.0-py3-none-any.whl';
  const longest = `a${'1'.repeat(78)}${tail.slice(0, 4)}-9${'x'.repeat(MAX_FILENAME_BYTES - 79 - 6 - 17)}-py3-none-any.whl`;

  assert.equal(longest.length, 200);
  assert.equal(parseDistributionFilename(longest).kind, 'wheel');
  assert.throws(() => parseDistributionFilename(longest.replace('-9', '-9x')), {
    code: 'upload.bad-filename',
    message: /too long \(201 bytes\)/,
  });
});

const name = fc.stringMatching(/^[a-z0-9]{1,5}([-_.][a-z0-9]{1,5}){0,3}$/).map((text) => parseProjectName(text).name);
const version = fc
  .stringMatching(/^[0-9]{1,3}(\.[0-9]{1,2}){0,3}(rc[0-9])?(\.post[0-9])?(\+[a-z0-9]{1,4})?$/)
  .map((text) => parseVersion(text));

test('the right filename of an sdist is read back as its name and version', () => {
  fc.assert(
    fc.property(name, version, (projectName, projectVersion) => {
      const filename = sdistFilename(projectName, projectVersion);

      assert.deepEqual(parseDistributionFilename(filename), { kind: 'sdist', filename, name: projectName, version: projectVersion });
    }),
    { seed: 625, numRuns: 300 },
  );
});

test('any text is a filename or is refused', () => {
  const piece = fc.constantFrom('demo', '-', '1.0', '.', '_', 'py3', 'none', 'any', '+', '!', '/', '\\', '\0', 'é', '-1.0-py3-none-any');
  const text = fc.tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', '.whl', '.tar.gz', '.zip', '.Whl'));

  fc.assert(
    fc.property(text, ([pieces, suffix]) => {
      try {
        const filename = pieces.join('') + suffix;
        assert.equal(parseDistributionFilename(filename).filename, filename);
      } catch (error) {
        assert.equal(error instanceof Refusal, true);
      }
    }),
    { seed: 625, numRuns: 700 },
  );
});

test('a hostile filename of 64 KiB is refused within 50 ms', () => {
  const startedAt = performance.now();

  for (const unit of ['a', '-', '.', '1-', '_']) {
    assert.throws(() => parseDistributionFilename(`${unit.repeat(65_536 / unit.length)}.whl`), { code: 'upload.bad-filename' });
  }

  assert.ok(performance.now() - startedAt < 50);
});
