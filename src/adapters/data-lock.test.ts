import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { lockDataFolder, makeDataFolder } from './data-lock.ts';

test('a second process is refused in one sentence', async (t) => {
  const folder = join(makeFolder(t), 'data');
  const other = await startHolder(t, folder);

  assert.throws(() => lockDataFolder(folder), {
    code: 'site.locked',
    message: `Another Keyhouse serves ${folder}. Stop it first, or use PostgreSQL for several processes.`,
  });
  other.kill();
});

test('the lock of a process that was killed is free at once', async (t) => {
  const folder = makeFolder(t);
  const other = await startHolder(t, folder);
  other.kill('SIGKILL');
  await once(other, 'exit');

  lockDataFolder(folder)();
});

test('of ten processes that start at once one gets the lock', async (t) => {
  const folder = makeFolder(t);

  const answers = await Promise.all(Array.from({ length: 10 }, () => holderAnswer(spawnHolder(t, folder))));

  assert.deepEqual(answers.sort(), ['held', ...Array.from({ length: 9 }, () => 'site.locked')]);
});

test('a lock given back can be taken again, and giving back twice is fine', (t) => {
  const folder = makeFolder(t);
  const unlock = lockDataFolder(folder);
  assert.throws(() => lockDataFolder(folder), { code: 'site.locked' });

  unlock();
  unlock();

  lockDataFolder(folder)();
});

test('a folder that is made is closed to others', (t) => {
  const folder = join(makeFolder(t), 'data');

  lockDataFolder(folder)();

  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('a folder that cannot be one is refused', (t) => {
  const path = join(makeFolder(t), 'file');
  writeFileSync(path, '');

  assert.throws(() => lockDataFolder(path), { code: 'site.folder' });
});

for (const path of ['/proc/keyhouse', '/proc/keyhouse/data', '/sys/keyhouse', '/dev/null/keyhouse']) {
  test(`${path} is refused at once`, () => {
    assert.throws(() => lockDataFolder(path), { code: 'site.folder' });
    assert.throws(() => makeDataFolder(path), { code: 'site.folder' });
  });
}

test('folders above one that is made are made too', (t) => {
  const folder = join(makeFolder(t), 'one', 'two', 'data');

  lockDataFolder(folder)();

  assert.equal(statSync(folder).isDirectory(), true);
});

test('a folder that may not be written to is refused', { skip: process.getuid?.() === 0 ? 'root may write anywhere' : false }, (t) => {
  const folder = makeFolder(t);
  chmodSync(folder, 0o500);

  assert.throws(() => lockDataFolder(folder), { code: 'site.folder' });
});

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function spawnHolder(t: TestContext, folder: string): ReturnType<typeof spawn> {
  const script = `
    const { lockDataFolder } = await import(${JSON.stringify(import.meta.resolve('./data-lock.ts'))});
    try { globalThis.unlock = lockDataFolder(process.argv[1]); console.log('held'); setInterval(() => undefined, 1_000); }
    catch (error) { console.log(error.code); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function holderAnswer(child: ReturnType<typeof spawn>): Promise<string> {
  assert.ok(child.stdout);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return line.toString('utf8').trim();
}

async function startHolder(t: TestContext, folder: string): Promise<ReturnType<typeof spawn>> {
  const child = spawnHolder(t, folder);
  assert.equal(await holderAnswer(child), 'held');
  return child;
}
