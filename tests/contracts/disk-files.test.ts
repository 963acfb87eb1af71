// What the disk promises beyond World's Files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readlinkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { openDiskFiles } from '../../src/adapters/disk-files.ts';
import type { Sha256Hex } from '../../src/base/brands.ts';
import { chunks, countIncoming, makeFilesFolder, readStored } from '../support/stored-files.ts';

test('disk: only its owner can read what is stored', async (t) => {
  const folder = makeFilesFolder(t);
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
  const folder = makeFilesFolder(t);
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
  const folder = makeFilesFolder(t);
  const files = await openDiskFiles(folder);
  const incoming = await files.receive(chunks(Buffer.from('abc')), 3);

  await openDiskFiles(folder);

  await incoming.place();
  assert.deepEqual(await readStored(files, incoming.sha256), Buffer.from('abc'));
});

test('disk: a stray file among the incoming ones is removed when it is a day old', async (t) => {
  const folder = makeFilesFolder(t);
  await openDiskFiles(folder);
  const [old, young] = [join(folder, 'incoming', 'old'), join(folder, 'incoming', 'young')];
  for (const path of [old, young]) writeFileSync(path, 'half');
  utimesSync(old, new Date(0), new Date(0));

  await openDiskFiles(folder);

  assert.deepEqual([existsSync(old), existsSync(young)], [false, true]);
});

test('disk: a file that cannot be read is an error, not absent', async (t) => {
  const folder = makeFilesFolder(t);
  const files = await openDiskFiles(folder);
  const hash = 'a'.repeat(64) as Sha256Hex;
  writeFileSync(join(folder, 'aa'), 'a file where a folder should be');

  await assert.rejects(files.has(hash), { code: 'ENOTDIR' });
  await assert.rejects(files.open(hash), { code: 'ENOTDIR' });
});

test('disk: a disk that takes only a part of a chunk gives no half file', (t) => {
  const folder = makeFilesFolder(t);
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

test('disk: what was opened is closed, whether it was sent, broke off or was dropped', {
  skip: !existsSync('/proc/self/fd'),
}, async (t) => {
  const folder = makeFilesFolder(t);
  const files = await openDiskFiles(folder);
  const incoming = await files.receive(chunks(randomBytes(1_000_000)), 1_000_000);
  await incoming.place();
  const hash = incoming.sha256;
  const isOpen = () => readdirSync('/proc/self/fd').some((fd) => linkOf(fd).endsWith(hash.slice(4)));

  await readStored(files, hash);
  const breaking = new Writable({ write: (_chunk, _encoding, done) => done(new Error('broken pipe')) }).on('error', () => undefined);
  await assert.rejects((await files.open(hash))?.sendTo(breaking) ?? Promise.resolve(), /broken pipe/);
  const dropped = await files.open(hash);
  assert.equal(isOpen(), true);
  await dropped?.close();

  assert.equal(isOpen(), false);
});

test('disk: a stored file that was cut is an error', async (t) => {
  const folder = makeFilesFolder(t);
  const files = await openDiskFiles(folder);
  const incoming = await files.receive(chunks(Buffer.from('abcdef')), 6);
  await incoming.place();
  const hash = incoming.sha256;
  writeFileSync(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash.slice(4)), 'abc');

  await assert.rejects(readStored(files, hash, { first: 0, last: 5 }), /ends at 3 and not at 6/);
});

test('disk: a full disk is a refusal', async (t) => {
  const folder = makeFilesFolder(t);
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

test('H9: on the reserve of the disk no file is received, and nothing of it stays', async (t) => {
  const folder = makeFilesFolder(t);
  let chunks = 0;
  const files = await openDiskFiles(folder, () => chunks > 1);

  const receiving = files.receive(
    (async function* () {
      for (; chunks < 5; chunks += 1) yield Buffer.from('a');
    })(),
    10,
  );

  await assert.rejects(receiving, { kind: 'unavailable', code: 'upload.disk-full' });
  assert.deepEqual([chunks, countIncoming(folder)], [2, 0]);
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(join('/proc/self/fd', fd));
  } catch {
    return '';
  }
}
