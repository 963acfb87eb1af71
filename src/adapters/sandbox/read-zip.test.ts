import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import yauzl from 'yauzl';
import { aZip, type ZipMember } from '../../../tests/support/archives.ts';
import { aWheel } from '../../../tests/support/distributions.ts';
import { Refusal } from '../../base/refusal.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import { readZip } from './read-zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhouse-zip-'));
after(() => rmSync(folder, { recursive: true }));

function saved(bytes: Uint8Array): string {
  const path = join(folder, 'archive.zip');
  writeFileSync(path, bytes);
  return path;
}

function refuses(bytes: Uint8Array, message: RegExp): void {
  assert.throws(() => readZip(saved(bytes), []), { name: 'Refusal', code: 'upload.bad-archive', message });
}

describe('a zip file', () => {
  test('is listed in the order of its directory, with the wanted bytes', () => {
    const wheel = aWheel('demo', '1.0', { files: { 'demo/dàta.bin': new Uint8Array(70_000).fill(7) } });

    const archive = readZip(saved(wheel.bytes), ['demo-1.0.dist-info/METADATA', 'demo/dàta.bin', 'absent']);

    assert.deepEqual(
      archive.members.map((member) => [member.path, member.size, member.kind]),
      [
        ['demo/__init__.py', 20, 'file'],
        ['demo/dàta.bin', 70_000, 'file'],
        ['demo-1.0.dist-info/METADATA', 46, 'file'],
        ['demo-1.0.dist-info/WHEEL', 85, 'file'],
        ['demo-1.0.dist-info/RECORD', 332, 'file'],
      ],
    );
    assert.deepEqual([...archive.found.keys()], ['demo/dàta.bin', 'demo-1.0.dist-info/METADATA']);
    assert.equal(Buffer.from(archive.found.get('demo-1.0.dist-info/METADATA') ?? []).toString(), wheel.metadata);
    assert.deepEqual(archive.found.get('demo/dàta.bin'), Buffer.alloc(70_000, 7));
  });

  test('shows folders without their last slash, links and devices as what they are', () => {
    const archive = readZip(
      saved(
        aZip([
          { name: 'a/' },
          { name: 'a/link', content: 'b', mode: 0o120777 },
          { name: 'a/pipe', mode: 0o010644 },
          { name: 'a/file', mode: 0o100644 },
        ]),
      ),
      [],
    );

    assert.deepEqual(
      archive.members.map((member) => `${member.path} ${member.kind}`),
      ['a directory', 'a/link link', 'a/pipe other', 'a/file file'],
    );
  });

  test('may be empty and may have a comment', () => {
    assert.equal(readZip(saved(aZip([], 'made by hand')), []).members.length, 0);
  });

  test('gives the same members as another reader', async () => {
    const bytes = aZip([{ name: 'a/b.py', content: 'x = 1\n'.repeat(50) }, { name: 'ä/' }, { name: 'c', content: 'c', stored: true }]);
    const theirs: (string | number)[][] = [];

    const zip = await yauzl.fromBufferPromise(bytes, { strictFileNames: true });
    for await (const entry of zip.eachEntry()) theirs.push([entry.fileName.replace(/\/$/, ''), entry.uncompressedSize]);

    assert.deepEqual(
      readZip(saved(bytes), []).members.map((member) => [member.path, member.size]),
      theirs,
    );
  });
});

describe('a zip file is refused', () => {
  const cases: readonly (readonly [string, readonly ZipMember[], RegExp])[] = [
    ['with one name twice', [{ name: 'a' }, { name: 'a' }], /holds "a" twice/],
    ['with a file and a folder of one name', [{ name: 'a' }, { name: 'a/' }], /holds "a" twice/],
    ['with two names for one member', [{ name: 'good', localName: 'evil' }], /lists "good", which is not in it/],
    ['with a climbing path', [{ name: 'a/../../b' }], /not a plain path/],
    ['with an absolute path', [{ name: '/etc/passwd' }], /not a plain path/],
    ['with an empty part in a path', [{ name: 'a//b' }], /not a plain path/],
    ['with a drive', [{ name: 'C:/a' }], /starts with a drive/],
    ['with a backslash', [{ name: 'a\\b' }], /backslash/],
    ['with a control character', [{ name: 'a\nb' }], /control character/],
    ['with a NUL in a name', [{ name: 'a.py\0.txt' }], /control character/],
    ['with an empty name', [{ name: '' }], /without a name/],
    ['with a name of another encoding', [{ name: Uint8Array.of(0xe9), flags: 1 << 11 }], /not UTF-8/],
    ['with a name not marked as UTF-8', [{ name: 'é', flags: 0 }], /not marked as UTF-8/],
    ['when it is encrypted', [{ name: 'a', flags: 1 }], /encrypted/],
    ['with a data descriptor', [{ name: 'a', flags: 8 }], /data descriptor/],
    ['with masked headers', [{ name: 'a', flags: 1 << 13 }], /flags/],
    ['with another method', [{ name: 'a', content: 'x', method: 12 }], /neither stored nor deflated/],
    ['with content in a folder', [{ name: 'a/', content: 'x' }], /with content/],
    ['with a second name in an extra field', [{ name: 'a', extra: unicodePath('b') }], /Unicode path/],
    ['with two Unicode paths', [{ name: 'a', extra: Buffer.concat([unicodePath('a'), unicodePath('a')]) }], /two Unicode paths/],
    ['with a cut-off extra field', [{ name: 'a', extra: Buffer.of(1, 0, 9) }], /cut-off extra/],
    ['with an odd ZIP64 field', [{ name: 'a', extra: Buffer.of(1, 0, 1, 0, 0) }], /wrong length/],
    ['as a bomb by its ratio', [{ name: 'a', content: 'x', saidSize: 65 * 2 ** 20 }], /decompression bomb/],
  ];
  for (const [name, members, message] of cases) test(name, () => refuses(aZip(members), message));

  test('with bytes before, between or behind its records', () => {
    const zip = aZip([{ name: 'a', content: 'x' }]);
    const directory = zip.indexOf('PK\x01\x02');

    refuses(Buffer.concat([Buffer.from('#!/bin/sh\n'), zip]), /no zip record/);
    refuses(Buffer.concat([zip.subarray(0, directory), Buffer.from('between'), zip.subarray(directory)]), /directory does not list/);
    refuses(Buffer.concat([zip, Buffer.from('x')]), /behind its end/);
  });

  test('when two zip files stand behind each other', () => {
    refuses(Buffer.concat([aZip([{ name: 'a' }]), aZip([{ name: 'b' }])]), /behind its end/);
    refuses(aZip([{ name: 'a' }], aZip([{ name: 'b' }])), /second end in its comment/);
  });

  test('when its last extra field plays a ZIP64 locator', () => {
    const locator = Buffer.concat([Buffer.from('PK\x06\x07'), Buffer.alloc(16)]);

    refuses(aZip([{ name: 'a', extra: Buffer.concat([Buffer.of(0x34, 0x12, 20, 0), locator]) }]), /locator without its record/);
  });

  test('at every place where it may be cut off', () => {
    const { bytes } = aWheel('demo', '1.0');

    for (let length = 0; length < bytes.length; length += 1) refuses(bytes.subarray(0, length), /./);
  });

  test('when a wanted member is damaged or too large', () => {
    const wanted = ['a'];
    const large = aZip([{ name: 'a', content: Buffer.alloc(9 * 2 ** 20) }]);

    assert.throws(() => readZip(saved(aZip([{ name: 'a', content: 'x', crc32: 1 }])), wanted), /damaged/);
    assert.throws(() => readZip(saved(aZip([{ name: 'a', content: 'xxxxxxxxxx', saidSize: 3 }])), wanted), /can not be unpacked/);
    assert.throws(() => readZip(saved(aZip([{ name: 'a', content: 'x', stored: true, method: 8 }])), wanted), /can not be unpacked/);
    assert.throws(() => readZip(saved(large), wanted), /larger than 8388608 bytes/);
    assert.equal(readZip(saved(large), []).members.length, 1);
  });

  test('with too many members or too long paths', () => {
    const limits = { ...ARCHIVE_LIMITS, maxMembers: 2, maxPathBytes: 5 };

    assert.throws(() => readZip(saved(aZip([{ name: 'a' }, { name: 'b' }, { name: 'c' }])), [], limits), /more than 2 members/);
    assert.throws(() => readZip(saved(aZip([{ name: 'abcdef' }])), [], limits), /too long/);
  });

  test('or read, and never anything else, whatever bytes are changed', () => {
    const { bytes } = aWheel('demo', '1.0');
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));

    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed[at] = value;
        try {
          readZip(saved(changed), ['demo-1.0.dist-info/METADATA']);
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error));
        }
      }),
      { seed: 427, numRuns: 1500 },
    );
  });
});

test('the published corpus of zip files gets the verdicts that PyPI gives', (t) => {
  const corpus = fileURLToPath(new URL('../../../../shared/vectors/fetched/archives/', import.meta.url));
  if (!existsSync(corpus)) return t.diagnostic('the archives are absent: only those built in the tests were read');

  const accepted = readdirSync(join(corpus, 'accept'));
  for (const name of accepted) assert.ok(readZip(join(corpus, 'accept', name), []), name);
  assert.equal(accepted.length, 10);
  const rejected = readdirSync(join(corpus, 'reject'));
  for (const name of rejected) assert.throws(() => readZip(join(corpus, 'reject', name), []), Refusal, name);
  assert.equal(rejected.length, 35);
});

function unicodePath(path: string): Buffer {
  const name = Buffer.from(path);
  return Buffer.concat([Buffer.of(0x75, 0x70, 5 + name.length, 0, 1, 0, 0, 0, 0), name]);
}
