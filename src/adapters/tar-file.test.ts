import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createTarFile, readTarFile } from './tar-file.ts';

test('members come back in order, whatever their size', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  const writer = await createTarFile(path);
  await writer.addBytes('first', Buffer.from('one'));
  await writer.addStream('second', 5_000_000, inChunks(5_000_000));
  await writer.addBytes('empty', Buffer.alloc(0));
  const size = await writer.finish();

  assert.deepEqual(await list(path), [
    ['first', 3],
    ['second', 5_000_000],
    ['empty', 0],
  ]);
  assert.equal(statSync(path).size, size);
});

test('only its owner may read it, and no partial file stays', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  const writer = await createTarFile(path);
  const mode = statSync(`${path}.partial`).mode & 0o777;
  await writer.finish();

  assert.deepEqual([mode, statSync(path).mode & 0o777, existsSync(`${path}.partial`)], [0o600, 0o600, false]);
});

test('a file that is there is not overwritten', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  writeFileSync(path, 'precious');

  await assert.rejects(createTarFile(path), { code: 'backup.exists' });
  assert.equal(readFileSync(path, 'utf8'), 'precious');
});

test('a file that came meanwhile is not overwritten either', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  const writer = await createTarFile(path);
  writeFileSync(path, 'precious');

  await assert.rejects(writer.finish(), { code: 'backup.exists' });
  assert.equal(readFileSync(path, 'utf8'), 'precious');
});

test('two at once: the second is told of the first', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  const writer = await createTarFile(path);

  await assert.rejects(createTarFile(path), { code: 'backup.partial' });
  await writer.abandon();
});

test('a folder that is not there is a refusal', async (t) => {
  await assert.rejects(createTarFile(join(makeFolder(t), 'none', 'a.tar')), { code: 'backup.folder' });
});

test('a member with too few bytes fails, and abandoning leaves nothing', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  const writer = await createTarFile(path);

  await assert.rejects(writer.addStream('short', 10, inChunks(9)));
  await writer.abandon();

  assert.deepEqual([existsSync(path), existsSync(`${path}.partial`)], [false, false]);
});

test('a file that was cut off is refused', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  const writer = await createTarFile(path);
  await writer.addStream('first', 3_000_000, inChunks(3_000_000));
  await writer.finish();
  truncateSync(path, 2_000_000);

  await assert.rejects(list(path), { code: 'restore.damaged' });
});

test('what is no tar file is refused', async (t) => {
  const path = join(makeFolder(t), 'a.tar');
  writeFileSync(path, 'x'.repeat(5_000));

  await assert.rejects(list(path), { code: 'restore.damaged' });
});

async function list(path: string): Promise<readonly (readonly [string, number])[]> {
  const found: (readonly [string, number])[] = [];
  for await (const { name, content } of readTarFile(path)) {
    let size = 0;
    for await (const chunk of content) size += chunk.length;
    found.push([name, size]);
  }
  return found;
}

async function* inChunks(size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; left -= 65_536) yield new Uint8Array(Math.min(left, 65_536)).fill(7);
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-tar-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
