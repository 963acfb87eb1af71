import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArchiveMember } from '../world.ts';
import { parseDistributionFilename, type SdistFilename } from './filename.ts';
import { MAX_METADATA_BYTES } from './metadata.ts';
import { checkSdistLicenses, checkSdistMembers, sdistPaths } from './sdist.ts';

const FILENAME = parseDistributionFilename('demo_x-1.0.tar.gz') as SdistFilename;
const TOP: ArchiveMember = { path: 'demo_x-1.0', size: 0, kind: 'directory' };
const PKG_INFO: ArchiveMember = { path: 'demo_x-1.0/PKG-INFO', size: 10, kind: 'file' };

function refused(members: readonly ArchiveMember[], message: RegExp, rule = 'bad-archive'): void {
  assert.throws(() => checkSdistMembers(members, FILENAME), { name: 'Refusal', code: `upload.${rule}`, message });
}

test('the top folder is the filename without its ending', () => {
  assert.deepEqual(sdistPaths(FILENAME), { top: 'demo_x-1.0', pkgInfo: 'demo_x-1.0/PKG-INFO' });
});

test('an sdist with PKG-INFO in its one folder is taken, with and without an entry for the folder', () => {
  checkSdistMembers([TOP, PKG_INFO], FILENAME);
  checkSdistMembers([PKG_INFO], FILENAME);
});

test('an sdist without PKG-INFO at the top of its folder is refused', () => {
  refused([TOP], /no file "demo_x-1\.0\/PKG-INFO"/);
  refused([TOP, { ...PKG_INFO, path: 'demo_x-1.0/src/PKG-INFO' }], /no file/);
  refused([{ ...PKG_INFO, kind: 'directory' }], /no file/);
});

test('a member outside the one folder is refused', () => {
  refused([PKG_INFO, { path: 'setup.py', size: 1, kind: 'file' }], /"setup\.py" in the sdist is outside/, 'top-folder');
  refused([PKG_INFO, { path: 'demo_x-1.0.1/a', size: 1, kind: 'file' }], /outside/, 'top-folder');
  refused([{ ...TOP, kind: 'file' }], /outside/, 'top-folder');
});

test('a folder of another spelling is refused', () => {
  refused([{ ...PKG_INFO, path: 'demo-x-1.0/PKG-INFO' }], /put everything into that one folder/, 'top-folder');
});

test('a link is refused', () => {
  refused([PKG_INFO, { path: 'demo_x-1.0/passwd', size: 0, kind: 'link' }], /is a link/);
});

test('huge metadata is refused', () => {
  refused([{ ...PKG_INFO, size: MAX_METADATA_BYTES + 1 }], /larger than/);
});

test('a license file that is named must be there', () => {
  const license: ArchiveMember = { path: 'demo_x-1.0/licenses/MIT.txt', size: 1, kind: 'file' };

  checkSdistLicenses([PKG_INFO, license], FILENAME, ['licenses/MIT.txt']);
  assert.throws(() => checkSdistLicenses([PKG_INFO], FILENAME, ['licenses/MIT.txt']), {
    code: 'upload.missing-license-file',
    message: /names the License-File "licenses\/MIT\.txt", and there is no "demo_x-1\.0\/licenses\/MIT\.txt"/,
  });
});
