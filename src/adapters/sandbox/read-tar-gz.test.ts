import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { aPaxHeader, aTar, aTarGz, aZip, type TarMember } from '../../../tests/support/archives.ts';
import { anSdist } from '../../../tests/support/distributions.ts';
import { Refusal } from '../../base/refusal.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import { readTarGz } from './read-tar-gz.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhouse-tar-'));
after(() => rmSync(folder, { recursive: true }));

function saved(bytes: Uint8Array): string {
  const path = join(folder, 'archive.tar.gz');
  writeFileSync(path, bytes);
  return path;
}

async function refuses(bytes: Uint8Array, message: RegExp): Promise<void> {
  await assert.rejects(readTarGz(saved(bytes), ['PKG-INFO']), { name: 'Refusal', code: /^upload\.(?:bad-archive|top-folder)$/, message });
}

describe('an sdist', () => {
  test('is listed, with the wanted bytes below its top folder', async () => {
    const sdist = anSdist('demo', '1.0', { files: { 'LICENSES/MIT.txt': 'yes', 'big.bin': new Uint8Array(300_000).fill(1) } });

    const archive = await readTarGz(saved(sdist.bytes), ['PKG-INFO', 'LICENSES/MIT.txt', 'absent', 'demo']);

    assert.deepEqual(
      archive.members.map((member) => `${member.path} ${member.kind}`),
      [
        'demo-1.0 directory',
        'demo-1.0/PKG-INFO file',
        'demo-1.0/pyproject.toml file',
        'demo-1.0/demo/__init__.py file',
        'demo-1.0/backend/own_backend.py file',
        'demo-1.0/LICENSES/MIT.txt file',
        'demo-1.0/big.bin file',
      ],
    );
    assert.deepEqual([...archive.found.keys()], ['PKG-INFO', 'LICENSES/MIT.txt']);
    assert.equal(Buffer.from(archive.found.get('PKG-INFO') ?? []).toString(), sdist.metadata);
    assert.equal(archive.members.at(-1)?.size, 300_000);
  });

  test('takes long and foreign paths in the pax, GNU and ustar ways', async () => {
    const long = `d/${'ä'.repeat(120)}`;
    const bytes = aTarGz([
      aPaxHeader({ comment: 'made from commit 1' }, 'g'),
      aPaxHeader({ path: long, mtime: '1.5' }),
      { name: 'd/cut' },
      { name: '././@LongLink', type: 'L', content: `d/${'b'.repeat(150)}\0`, magic: 'ustar  \0' },
      { name: 'd/cut', magic: 'ustar  \0' },
      { name: 'c', prefix: 'd/e' },
    ]);

    const { members } = await readTarGz(saved(bytes), []);

    assert.deepEqual(
      members.map((member) => member.path),
      [long, `d/${'b'.repeat(150)}`, 'd/e/c'],
    );
  });

  test('gives the same members as another reader', async () => {
    const bytes = aTar([
      { name: 'd/' },
      { name: 'd/a', content: 'x'.repeat(600) },
      aPaxHeader({ path: 'd/ü' }),
      { name: 'd/cut', content: 'y' },
    ]);
    const theirs: (string | number | undefined)[][] = [];

    for await (const entry of Readable.from([bytes]).pipe(extract())) {
      theirs.push([entry.header.name.replace(/\/$/, ''), entry.header.size]);
      entry.resume();
    }

    const { members } = await readTarGz(saved(gzipSync(bytes)), []);
    assert.deepEqual(
      members.map((member) => [member.path, member.size]),
      theirs,
    );
  });
});

describe('an sdist is refused', () => {
  const file: TarMember = { name: 'd/a' };
  const cases: readonly (readonly [string, readonly TarMember[], RegExp])[] = [
    ['with a climbing path', [{ name: 'd/../../a' }], /not a plain path/],
    ['with an absolute path', [{ name: '/d/a' }], /not a plain path/],
    ['with a climbing path in a pax header', [aPaxHeader({ path: '../a' }), file], /not a plain path/],
    ['with a climbing GNU long name', [{ name: 'x', type: 'L', content: 'd/../../a\0' }, file], /not a plain path/],
    ['with a climbing prefix', [{ name: 'a', prefix: 'd/..' }], /not a plain path/],
    ['with a drive', [{ name: 'C:/a' }], /starts with a drive/],
    ['with a backslash', [{ name: 'd\\a' }], /backslash/],
    ['with a path that is not UTF-8', [{ name: Uint8Array.of(0x64, 0x2f, 0xe9) }], /not UTF-8/],
    ['with a symbolic link', [{ name: 'd/a', type: '2', linkName: '/etc/passwd' }], /which is a link/],
    ['with a hard link', [{ name: 'd/a', type: '1', linkName: 'd/b' }], /which is a link/],
    ['with a long link', [{ name: 'x', type: 'K', content: 'd/b\0' }], /which is a link/],
    ['with a device', [{ name: 'd/a', type: '3' }], /a device or pipe/],
    ['with a pipe', [{ name: 'd/a', type: '6' }], /a device or pipe/],
    ['with an old sparse file', [{ name: 'd/a', type: 'S' }], /a sparse file/],
    ['with a pax sparse file', [aPaxHeader({ 'GNU.sparse.major': '1' }), file], /sparse member/],
    ['with an unknown kind', [{ name: 'd/a', type: 'V' }], /of an unknown kind/],
    ['with two sizes for a member', [aPaxHeader({ size: '512' }), { name: 'd/a', saidSize: 0 }], /two sizes/],
    ['with a size that is no number', [aPaxHeader({ size: '-1' }), file], /no number/],
    ['with attributes for all members', [aPaxHeader({ path: 'd/b' }, 'g'), file], /all members at once/],
    ['with two headers for one member', [aPaxHeader({ path: 'd/b' }), aPaxHeader({ path: 'd/c' }), file], /two headers/],
    ['with a header that belongs to nothing', [file, aPaxHeader({ path: 'd/b' })], /cut off/],
    ['with a broken pax header', [{ name: 'x', type: 'x', content: '99 path=d/b\n' }, file], /can not be read/],
    ['with one attribute twice', [{ name: 'x', type: 'x', content: '12 path=d/b\n12 path=d/c\n' }, file], /twice/],
    ['with a foreign charset', [aPaxHeader({ hdrcharset: 'BINARY' }), file], /not UTF-8/],
    ['with a member twice', [file, file], /holds "d\/a" twice/],
    ['with case twins', [{ name: 'd/PKG-INFO' }, { name: 'd/pkg-info' }], /capitals and small letters/],
    ['with two top folders', [file, { name: 'e/a' }], /exactly one folder at its top/],
    ['with a file at its top', [{ name: 'a' }], /exactly one folder at its top/],
    ['with content in a folder', [{ name: 'd/', content: 'x' }], /with content/],
    ['when it is empty', [], /is empty/],
    ['with a wrong checksum', [{ ...file, badChecksum: true }], /wrong checksum/],
    ['with an unknown format', [{ ...file, magic: '\0\0\0\0\0\0\0\0' }], /neither ustar, pax nor GNU/],
    ['with a GNU prefix', [{ ...file, magic: 'ustar  \0', prefix: 'd' }], /prefix/],
    ['with a size beyond its end', [{ name: 'd/a', saidSize: 8 ** 10 }], /cut off/],
    ['with a wanted member that is too large', [{ name: 'd/PKG-INFO', content: Buffer.alloc(9 * 2 ** 20) }], /larger than 8388608 bytes/],
  ];
  for (const [name, members, message] of cases) test(name, () => refuses(aTarGz(members), message));

  test('with something behind its end, or no end', async () => {
    const tar = aTar([file]);

    await refuses(gzipSync(Buffer.concat([tar, aTar([{ name: 'd/b' }])])), /behind its end/);
    await refuses(gzipSync(tar.subarray(0, 512)), /cut off/);
  });

  test('when the gzip file is more or less than one gzip member', async () => {
    const whole = aTarGz([file]);
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 6) ^ 1, damaged.length - 6);

    await refuses(Buffer.concat([whole, whole]), /second part/);
    await refuses(Buffer.concat([whole, Buffer.from('trailing')]), /bytes behind its end/);
    await refuses(damaged, /checksum/);
    await refuses(Buffer.concat([Buffer.from('x'), whole]), /no gzip file/);
    await refuses(aTar([file]), /no gzip file/);
    await refuses(aZip([{ name: 'd/PKG-INFO' }]), /no gzip file: an sdist is a \.tar\.gz/);
  });

  test('at every place where it may be cut off', async () => {
    const { bytes } = anSdist('demo', '1.0');

    for (let length = 0; length < bytes.length; length += 7) await refuses(bytes.subarray(0, length), /./);
  });

  test('when it is a zip file as well', async () => {
    const tar = deflateRawSync(aTar([file]));
    const zip = aZip([{ name: 'evil' }]);
    const both = Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0), Buffer.of(zip.length, 0), zip, tar, Buffer.alloc(8)]);

    await refuses(both, /a gzip file and a zip file at once/);
  });

  test('as a bomb, long before it is unpacked', async () => {
    const bomb = aTarGz([{ name: 'd/a', content: Buffer.alloc(200 * 2 ** 20) }]);

    await refuses(bomb, /decompression bomb/);
  });

  test('with too many members or too much in all', async () => {
    const path = saved(aTarGz([{ name: 'd/' }, { name: 'd/a' }, { name: 'd/b' }]));

    await assert.rejects(readTarGz(path, [], { ...ARCHIVE_LIMITS, maxMembers: 2 }), /more than 2 members/);
    await assert.rejects(readTarGz(path, [], { ...ARCHIVE_LIMITS, maxUnpackedBytes: 1024 }), /more than 1024 bytes/);
  });

  test('or read, and never anything else, whatever bytes are changed', async () => {
    const tar = aTar([{ name: 'd/' }, aPaxHeader({ path: 'd/PKG-INFO' }), { name: 'd/x', content: 'Name: d' }, { name: 'd/z' }]);
    const change = fc.tuple(fc.nat(tar.length - 1), fc.nat(255));

    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = Buffer.from(tar);
        for (const [at, value] of changes) changed[at] = value;
        const outcome = await readTarGz(saved(gzipSync(changed)), ['PKG-INFO']).catch((error: unknown) => error);
        assert.ok(outcome instanceof Refusal || !(outcome instanceof Error), String(outcome));
      }),
      { seed: 427, numRuns: 500 },
    );
  });
});
