// What World's Files promises, on each adapter.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { openDiskFiles } from '../../src/adapters/disk-files.ts';
import type { Sha256Hex } from '../../src/base/brands.ts';
import type { Files } from '../../src/world.ts';

interface Adapter {
  readonly name: string;
  open(t: TestContext): Promise<{ readonly files: Files; countLeftovers(): number }>;
}

const ADAPTERS: readonly Adapter[] = [
  {
    name: 'disk',
    async open(t) {
      const folder = makeFolder(t);
      return { files: await openDiskFiles(folder), countLeftovers: () => countIncoming(folder) };
    },
  },
];

for (const { name, open } of ADAPTERS) {
  test(`${name}: hashes and size are those of the bytes`, async (t) => {
    const { files } = await open(t);

    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);

    assert.equal(incoming.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(incoming.blake2b256, 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319');
    assert.equal(incoming.size, 3);
  });

  test(`${name}: received bytes are not stored before they are placed`, async (t) => {
    const { files } = await open(t);

    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);

    assert.equal(await files.has(incoming.sha256), false);
    assert.equal(await files.open(incoming.sha256), undefined);
    assert.deepEqual(await listAll(files), []);
  });

  test(`${name}: placed bytes come back as they were, whole and in part`, async (t) => {
    const { files, countLeftovers } = await open(t);
    const bytes = randomBytes(3_000_000);
    const incoming = await files.receive(chunks(bytes, 70_001), bytes.length);

    await incoming.place();

    assert.equal(incoming.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(await files.has(incoming.sha256), true);
    assert.deepEqual(await read(files, incoming.sha256), bytes);
    assert.deepEqual(await read(files, incoming.sha256, { first: 10, last: 2_000_000 }), bytes.subarray(10, 2_000_001));
    assert.deepEqual(await listAll(files), [incoming.sha256]);
    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: a file without bytes is a file`, async (t) => {
    const { files } = await open(t);
    const incoming = await files.receive(chunks(Buffer.alloc(0)), 10);

    await incoming.place();

    assert.equal((await read(files, incoming.sha256)).length, 0);
  });

  test(`${name}: the same bytes are placed twice, also at once, and are there once`, async (t) => {
    const { files, countLeftovers } = await open(t);
    const incoming = await Promise.all(Array.from({ length: 10 }, () => files.receive(chunks(Buffer.from('same')), 10)));

    await Promise.all(incoming.map((one) => one.place()));

    assert.equal((await listAll(files)).length, 1);
    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: discarding leaves nothing, and does nothing after placing`, async (t) => {
    const { files, countLeftovers } = await open(t);
    const dropped = await files.receive(chunks(Buffer.from('dropped')), 10);
    const placed = await files.receive(chunks(Buffer.from('placed')), 10);
    await placed.place();

    await dropped.discard();
    await placed.discard();

    assert.equal(countLeftovers(), 0);
    assert.deepEqual(await listAll(files), [placed.sha256]);
  });

  test(`${name}: one byte too many is refused and leaves nothing`, async (t) => {
    const { files, countLeftovers } = await open(t);

    await assert.rejects(files.receive(chunks(Buffer.alloc(1_001), 500), 1_000), { kind: 'too-large', code: 'upload.too-large' });

    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: content that breaks off leaves nothing`, async (t) => {
    const { files, countLeftovers } = await open(t);

    await assert.rejects(files.receive(breakingOff(), 1_000), { message: 'connection lost' });

    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: removed bytes are gone, and removing them again is fine`, async (t) => {
    const { files } = await open(t);
    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);
    await incoming.place();

    await files.remove(incoming.sha256);
    await files.remove(incoming.sha256);

    assert.equal(await files.has(incoming.sha256), false);
    assert.equal(await files.open(incoming.sha256), undefined);
  });
}

test('disk: only its owner can read what is stored', async (t) => {
  const folder = makeFolder(t);
  const files = await openDiskFiles(folder);
  const incoming = await files.receive(chunks(Buffer.from('abc')), 3);
  const received = statSync(incoming.path).mode & 0o777;

  await incoming.place();

  const hash = incoming.sha256;
  assert.equal(received, 0o600);
  assert.equal(statSync(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash.slice(4))).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'incoming')).mode & 0o777, 0o700);
});

test('disk: what a killed process had half received is gone after the next start', async (t) => {
  const folder = makeFolder(t);
  const script = `
    const { openDiskFiles } = await import(${JSON.stringify(import.meta.resolve('../../src/adapters/disk-files.ts'))});
    const files = await openDiskFiles(${JSON.stringify(folder)});
    await files.receive((async function* () { yield Buffer.from('half'); process.kill(process.pid, 'SIGKILL'); })(), 10);`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(countIncoming(folder), 1);

  await openDiskFiles(folder);

  assert.equal(countIncoming(folder), 0);
});

test('disk: what another process is receiving stays when one more starts', async (t) => {
  const folder = makeFolder(t);
  const files = await openDiskFiles(folder);
  const incoming = await files.receive(chunks(Buffer.from('abc')), 3);

  await openDiskFiles(folder);

  await incoming.place();
  assert.deepEqual(await read(files, incoming.sha256), Buffer.from('abc'));
});

test('disk: a stray file among the incoming ones is removed when it is a day old', async (t) => {
  const folder = makeFolder(t);
  await openDiskFiles(folder);
  const [old, young] = [join(folder, 'incoming', 'old'), join(folder, 'incoming', 'young')];
  for (const path of [old, young]) writeFileSync(path, 'half');
  utimesSync(old, new Date(0), new Date(0));

  await openDiskFiles(folder);

  assert.deepEqual([existsSync(old), existsSync(young)], [false, true]);
});

test('disk: a file that cannot be read is an error, not absent', async (t) => {
  const folder = makeFolder(t);
  const files = await openDiskFiles(folder);
  const hash = 'a'.repeat(64) as Sha256Hex;
  writeFileSync(join(folder, 'aa'), 'a file where a folder should be');

  await assert.rejects(files.has(hash), { code: 'ENOTDIR' });
  await assert.rejects(files.open(hash), { code: 'ENOTDIR' });
});

test('disk: a disk that takes only a part of a chunk gives no half file', (t) => {
  const folder = makeFolder(t);
  const script = `
    const { openDiskFiles } = await import(${JSON.stringify(import.meta.resolve('../../src/adapters/disk-files.ts'))});
    const files = await openDiskFiles(${JSON.stringify(folder)});
    const outcome = await files.receive((async function* () { yield Buffer.alloc(1_500_000, 1); })(), 2_000_000).then((one) => one.size, (error) => error.code);
    console.log(outcome);`;

  // A limit on the size of files makes the kernel do what a disk does that fills up: write up to the limit and report the part.
  const done = spawnSync('sh', ['-c', 'ulimit -f 1024; exec "$0" --input-type=module -e "$1"', process.execPath, script], {
    encoding: 'utf8',
  });

  assert.equal(done.stdout.trim(), 'EFBIG', done.stderr);
  assert.equal(countIncoming(folder), 0);
});

test('disk: a full disk is a refusal', async (t) => {
  const folder = makeFolder(t);
  const files = await openDiskFiles(folder);
  const fullDisk = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

  const receiving = files.receive(
    (async function* () {
      yield Buffer.from('a');
      throw fullDisk;
    })(),
    10,
  );

  await assert.rejects(receiving, { kind: 'unavailable', code: 'upload.disk-full', retryAfterSeconds: 600 });
  assert.equal(countIncoming(folder), 0);
});

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-files-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function* chunks(bytes: Uint8Array, size = bytes.length): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* breakingOff(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('connection lost');
}

async function read(files: Files, sha256: Sha256Hex, range?: { first: number; last: number }): Promise<Buffer> {
  const stream = await files.open(sha256, range);
  assert.ok(stream);
  return buffer(stream);
}

async function listAll(files: Files): Promise<Sha256Hex[]> {
  const found: Sha256Hex[] = [];
  for await (const sha256 of files.list()) found.push(sha256);
  return found;
}

/** Files that are half received, or received and not placed. */
function countIncoming(folder: string): number {
  const names = readdirSync(join(folder, 'incoming'), { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && entry.name !== 'lock').length;
}
