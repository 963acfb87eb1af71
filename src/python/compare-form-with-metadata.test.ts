import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareFormWithMetadata } from './compare-form-with-metadata.ts';
import { parseDistributionFilename } from './filename.ts';
import { buildMetadata, type CoreMetadata } from './metadata.ts';
import { readUploadForm, type UploadForm } from './upload-form.ts';

const WHEEL = parseDistributionFilename('sample_project-1.0-py3-none-any.whl');
const SDIST = parseDistributionFilename('sample_project-1.0.tar.gz');

function aForm(filetype: string, name: string, version: string): UploadForm {
  return readUploadForm([
    ['filetype', filetype],
    ['pyversion', filetype === 'sdist' ? '' : 'py3'],
    ['sha256_digest', '0'.repeat(64)],
    ['name', name],
    ['version', version],
  ]);
}

function inside(name: string | undefined, version: string | undefined): CoreMetadata {
  const nothing = buildMetadata(
    () => undefined,
    () => [],
  );
  return { ...nothing, name, version };
}

test('other spellings of one name and one version agree', () => {
  compareFormWithMetadata(aForm('bdist_wheel', 'Sample.Project', 'v1.0.0'), WHEEL, inside('sample_project', '1'));
  compareFormWithMetadata(aForm('sdist', 'Sample.Project', '1.0'), SDIST, inside('sample-project', 'v1.0'));
});

test('a wheel sent as an sdist is refused', () => {
  assert.throws(() => compareFormWithMetadata(aForm('sdist', 'sample-project', '1.0'), WHEEL, inside('sample-project', '1.0')), {
    code: 'upload.filetype-mismatch',
  });
});

const NAMES = [
  [
    'other',
    'sample-project',
    'The filename "sample_project-1.0-py3-none-any.whl" is of project sample-project, but the form says "other": build the file again.',
  ],
  [
    'sample-project',
    'other',
    'The filename "sample_project-1.0-py3-none-any.whl" is of project sample-project, but METADATA inside the wheel says "other": build the file again.',
  ],
  [
    'sample-project',
    undefined,
    'The filename "sample_project-1.0-py3-none-any.whl" is of project sample-project, but METADATA inside the wheel says none: build the file again.',
  ],
] as const;

for (const [form, metadata, message] of NAMES) {
  test(`the names ${form} in the form and ${metadata} in the file are refused with both values`, () => {
    assert.throws(() => compareFormWithMetadata(aForm('bdist_wheel', form, '1.0'), WHEEL, inside(metadata, '1.0')), {
      name: 'Refusal',
      kind: 'invalid',
      code: 'upload.name-mismatch',
      message,
    });
  });
}

const VERSIONS = [
  ['1.1', '1.0', /is of version 1\.0, but the form says "1\.1"/],
  ['1.0', '1.0+local', /is of version 1\.0, but PKG-INFO inside the sdist says "1\.0\+local"/],
  ['1.0', 'one', /PKG-INFO inside the sdist says "one"/],
  ['1.0', undefined, /PKG-INFO inside the sdist says none/],
  ['1.0.0', '1.0', /must be named "sample_project-1\.0\.0\.tar\.gz", because the form says version "1\.0\.0"/],
] as const;

for (const [form, metadata, message] of VERSIONS) {
  test(`the versions ${form} in the form and ${metadata} in the file are refused with both values`, () => {
    assert.throws(() => compareFormWithMetadata(aForm('sdist', 'sample-project', form), SDIST, inside('sample-project', metadata)), {
      code: 'upload.version-mismatch',
      message,
    });
  });
}
