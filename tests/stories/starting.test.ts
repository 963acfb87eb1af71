// What start says: one sentence and exit code 1 for whatever is in the way, and the truth about an address as host.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, fstatSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Visitor } from '../support/browser-client.ts';
import { freePort } from '../support/free-port.ts';
import { openSetupLink } from '../support/publisher.ts';
import { startKeyhouse } from '../support/start-keyhouse.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhouse-start-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function startBadly(environment: Readonly<Record<string, string>>): { code: number | null; says: string } {
  const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'serve'], {
    env: { PATH: process.env['PATH'], KEYHOUSE_DATA: join(folder, 'data'), ...environment },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, says: stderr };
}

test('a taken port is named, with what to set instead', async () => {
  const other = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));

  const { code, says } = startBadly({ KEYHOUSE_LISTEN: `127.0.0.1:${port}` });
  other.close();

  assert.equal(code, 1);
  assert.equal(
    says,
    `keyhouse: 127.0.0.1:${port} (KEYHOUSE_LISTEN) is taken by another program. Stop that, or set KEYHOUSE_LISTEN=127.0.0.1:${Number(port) + 1} and the port of KEYHOUSE_URL likewise.\n`,
  );
});

test('an address that the machine does not have is named', () => {
  assert.deepEqual(startBadly({ KEYHOUSE_LISTEN: '203.0.113.9:8765' }), {
    code: 1,
    says: 'keyhouse: this machine has no address "203.0.113.9" to listen on. Write for example KEYHOUSE_LISTEN=127.0.0.1:8765\n',
  });
});

test('a data folder that is a file is named', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');

  assert.deepEqual(startBadly({ KEYHOUSE_DATA: file }), {
    code: 1,
    says: `keyhouse: ${file} is no folder. Set KEYHOUSE_DATA to one that Keyhouse may write to.\n`,
  });
});

for (const data of ['/proc/keyhouse', '/sys/keyhouse']) {
  for (const database of [{}, { KEYHOUSE_DATABASE_URL: 'postgres://keyhouse:p@127.0.0.1:1/keyhouse' }]) {
    test(`a data folder where none can be made is named: ${data}${'KEYHOUSE_DATABASE_URL' in database ? ', with PostgreSQL' : ''}`, () => {
      assert.deepEqual(startBadly({ KEYHOUSE_DATA: data, ...database }), {
        code: 1,
        says: `keyhouse: Keyhouse cannot write to ${data}. Give it that folder, or set KEYHOUSE_DATA to another.\n`,
      });
    });
  }
}

test('the set-up link lies in a file that nobody else may read, also where an open one lay before', async (t) => {
  const first = await startKeyhouse();
  t.after(() => first.remove());
  await first.stop();
  const path = join(first.data, 'setup-link');
  const openBefore = openSync(path, 'r');
  t.after(() => closeSync(openBefore));
  chmodSync(path, 0o644);

  const second = await startKeyhouse({}, first.data);
  t.after(() => second.stop());

  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.notEqual(fstatSync(openBefore).ino, statSync(path).ino);
});

test('every command, serve too, shows its help and starts nothing', () => {
  for (const name of ['serve', 'backup', 'restore', 'doctor', 'user']) {
    const { status, stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, name, '--help'], {
      encoding: 'utf8',
    });

    assert.deepEqual([status, stdout.startsWith(`keyhouse ${name}`)], [0, true]);
  }
});

test('start says so where it listens on another port than its links lead to', async (t) => {
  const port = await freePort();
  const keyhouse = await startKeyhouse({ KEYHOUSE_LISTEN: `127.0.0.1:${port}`, KEYHOUSE_URL: 'http://localhost:8765' });
  t.after(async () => {
    await keyhouse.stop();
    keyhouse.remove();
  });

  assert.match(
    keyhouse.greeting(),
    new RegExp(`It listens on 127\\.0\\.0\\.1:${port}\\. Unless something leads there from http://localhost:8765`),
  );
});

test('a database that does not answer is named', () => {
  assert.deepEqual(startBadly({ KEYHOUSE_DATABASE_URL: 'postgres://keyhouse:p@127.0.0.1:1/keyhouse' }), {
    code: 1,
    says: 'keyhouse: the database of KEYHOUSE_DATABASE_URL does not answer. Start it, or leave the variable out to use SQLite.\n',
  });
});

test('where the host is an address, start, help and account page say that passkeys are off, and why', async (t) => {
  const port = await freePort();
  const keyhouse = await startKeyhouse({ KEYHOUSE_LISTEN: `127.0.0.1:${port}`, KEYHOUSE_URL: `http://127.0.0.1:${port}` });
  t.after(async () => {
    await keyhouse.stop();
    keyhouse.remove();
  });
  const ada = new Visitor(`http://127.0.0.1:${port}`);
  await openSetupLink(keyhouse, ada, 'ada');

  await ada.open('/help/');
  const help = ada.text;
  await ada.open('/manage/account/');

  assert.match(keyhouse.greeting(), /Passkeys are off: browsers refuse them on an address\./);
  assert.match(help, /they are off: browsers refuse passkeys on an address, and this one is http:\/\/127\.0\.0\.1/);
  assert.match(ada.text, /Passkeys are off here, because browsers refuse them on an address/);
});
