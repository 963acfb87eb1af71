import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArchiveMember } from '../world.ts';
import { parseDistributionFilename, type WheelFilename } from './filename.ts';
import { MAX_METADATA_BYTES } from './metadata.ts';
import { checkWheelMembers, wheelPaths } from './wheel.ts';

const FILENAME = parseDistributionFilename('demo_x-1.00-py3-none-any.whl') as WheelFilename;

function files(...paths: readonly string[]): ArchiveMember[] {
  return paths.map((path) => ({ path, size: 1, kind: 'file' }));
}

const RIGHT = files('demo_x/__init__.py', 'demo_x-1.00.dist-info/METADATA', 'demo_x-1.00.dist-info/WHEEL', 'demo_x-1.00.dist-info/RECORD');

test('the folder of metadata is spelled as the filename is', () => {
  assert.deepEqual(wheelPaths(FILENAME), {
    distInfo: 'demo_x-1.00.dist-info',
    metadata: 'demo_x-1.00.dist-info/METADATA',
    wheel: 'demo_x-1.00.dist-info/WHEEL',
    record: 'demo_x-1.00.dist-info/RECORD',
    entryPoints: 'demo_x-1.00.dist-info/entry_points.txt',
  });
});

test('a wheel with WHEEL, METADATA and RECORD is taken', () => {
  checkWheelMembers(RIGHT, FILENAME);
});

for (const missing of ['METADATA', 'WHEEL', 'RECORD']) {
  test(`a wheel without ${missing} is refused`, () => {
    const members = RIGHT.filter((member) => !member.path.endsWith(missing));

    assert.throws(() => checkWheelMembers(members, FILENAME), { code: 'upload.bad-archive', message: new RegExp(`dist-info/${missing}`) });
  });
}

test('a wheel whose folder of metadata is of another version is refused', () => {
  const members = RIGHT.map((member) => ({ ...member, path: member.path.replace('1.00', '1.0') }));

  assert.throws(() => checkWheelMembers(members, FILENAME), { code: 'upload.bad-archive' });
});

test('a wheel with a second folder of metadata is refused', () => {
  assert.throws(() => checkWheelMembers([...RIGHT, ...files('evil-1.0.DIST-INFO/METADATA')], FILENAME), {
    code: 'upload.bad-archive',
    message: /second folder/,
  });
});

test('a wheel with huge metadata is refused', () => {
  const members = RIGHT.map((member) => (member.path.endsWith('METADATA') ? { ...member, size: MAX_METADATA_BYTES + 1 } : member));

  assert.throws(() => checkWheelMembers(members, FILENAME), { code: 'upload.bad-archive', message: /larger than/ });
});

test('a wheel that climbs out of its folder is refused', () => {
  assert.throws(() => checkWheelMembers([...RIGHT, ...files('../demo.pth')], FILENAME), { code: 'upload.bad-archive' });
});
