import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openCheckpointFile } from './checkpoint-file.ts';

const note = (size: number): string => `localhost/log/0\n${size}\nqlDCHnyY\n\n\u2014 localhost/log/0 c2lnbmF0dXJl\n`;

test('before the first checkpoint there is none', async (t) => {
  assert.equal(await openCheckpointFile(makeFolder(t)).last(), undefined);
});

test('the last checkpoint comes back byte by byte', async (t) => {
  const folder = makeFolder(t);
  const file = openCheckpointFile(folder);

  await file.append(note(1));
  await file.append(note(2));

  assert.equal(await file.last(), note(2));
  assert.equal(statSync(join(folder, 'checkpoints')).mode & 0o777, 0o600);
});

test('what was written before stays as it is', async (t) => {
  const folder = makeFolder(t);
  const file = openCheckpointFile(folder);
  await file.append(note(1));
  const before = readFileSync(join(folder, 'checkpoints'), 'utf8');

  await file.append(note(2));

  assert.equal(readFileSync(join(folder, 'checkpoints'), 'utf8').startsWith(before), true);
});

test('a checkpoint that a crash cut off is not taken for the last', async (t) => {
  const folder = makeFolder(t);
  const file = openCheckpointFile(folder);
  await file.append(note(1));

  appendFileSync(join(folder, 'checkpoints'), note(2).slice(0, 40));

  assert.equal(await file.last(), note(1));
});

test('the checkpoint after one that was cut off is whole', async (t) => {
  const folder = makeFolder(t);
  const file = openCheckpointFile(folder);
  appendFileSync(join(folder, 'checkpoints'), note(1).slice(0, 20));

  await file.append(note(2));

  assert.equal(await file.last(), note(2));
});

test('in a long file the last one is found', async (t) => {
  const folder = makeFolder(t);
  const file = openCheckpointFile(folder);
  appendFileSync(join(folder, 'checkpoints'), `${note(1)}\n\n`.repeat(20_000));

  await file.append(note(20_001));

  assert.equal(await file.last(), note(20_001));
});

test('H2: a file that cannot be read does not count as none', async (t) => {
  const folder = makeFolder(t);
  mkdirSync(join(folder, 'checkpoints'));

  await assert.rejects(openCheckpointFile(folder).last(), { code: 'EISDIR' });
});

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
