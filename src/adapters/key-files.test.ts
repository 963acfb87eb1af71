import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Secret } from '../base/secret.ts';
import { openKeyFiles } from './key-files.ts';

const ONE = Buffer.alloc(32, 1).toString('base64url');
const TWO = Buffer.alloc(32, 2).toString('base64url');

test('a new site gets two keys that only its owner can read', (t) => {
  const folder = makeFolder(t);

  const keys = openKeyFiles(folder, undefined, true);

  assert.equal(keys.masters[0].version, 1);
  assert.equal(keys.masters[0].key.reveal().length, 32);
  assert.notDeepEqual(keys.masters[0].key.reveal(), keys.logSeed.reveal());
  assert.deepEqual(readdirSync(join(folder, 'keys')).sort(), ['log', 'master']);
  assert.deepEqual(
    ['', 'log', 'master'].map((name) => statSync(join(folder, 'keys', name)).mode & 0o777),
    [0o700, 0o600, 0o600],
  );
});

test('the next start reads the same keys', (t) => {
  const folder = makeFolder(t);
  const made = openKeyFiles(folder, undefined, true);

  const read = openKeyFiles(folder, undefined, false);

  assert.deepEqual(read.masters[0].key.reveal(), made.masters[0].key.reveal());
  assert.deepEqual(read.logSeed.reveal(), made.logSeed.reveal());
});

test('H3: a key from the environment makes no master file, and the log has a file of its own all the same', (t) => {
  const folder = makeFolder(t);

  openKeyFiles(folder, new Secret(ONE), true);

  assert.deepEqual(readdirSync(join(folder, 'keys')), ['log']);
});

test('a key that a database needs is never made anew', (t) => {
  const folder = makeFolder(t);
  openKeyFiles(folder, undefined, true);
  rmSync(join(folder, 'keys', 'master'));

  assert.throws(() => openKeyFiles(folder, undefined, false), {
    code: 'site.key-lost',
    message: `${join(folder, 'keys', 'master')} is gone, and the database needs it. Put it back from a backup.`,
  });
  assert.deepEqual(readdirSync(join(folder, 'keys')), ['log']);
});

for (const name of ['master', 'log']) {
  test(`a file ${name} that others can read is refused in one sentence`, (t) => {
    const folder = makeFolder(t);
    openKeyFiles(folder, undefined, true);
    const path = join(folder, 'keys', name);
    chmodSync(path, 0o640);

    assert.throws(() => openKeyFiles(folder, undefined, false), {
      code: 'config.secret-key',
      message: `Others on this machine can read ${path}. Run: chmod 600 ${path}`,
    });
  });
}

test('the first of several keys is the newest', (t) => {
  const keys = openKeyFiles(makeFolder(t), new Secret(`2:${TWO}, 1:${ONE}`), true);

  assert.deepEqual(
    keys.masters.map(({ version, key }) => [version, key.reveal()[0]]),
    [
      [2, 2],
      [1, 1],
    ],
  );
});

test('a file of several keys is read too', (t) => {
  const folder = makeFolder(t);
  openKeyFiles(folder, undefined, true);
  writeFileSync(join(folder, 'keys', 'master'), `2:${TWO},1:${ONE}\n`);

  assert.equal(openKeyFiles(folder, undefined, false).masters.length, 2);
});

const WRONG: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['31 bytes', randomBytes(31).toString('base64url')],
  ['33 bytes', randomBytes(33).toString('base64url')],
  ['hexadecimal', randomBytes(32).toString('hex')],
  ['base64 of the other kind', `${'+'.repeat(42)}A`],
  ['a second spelling of the same bytes', `${ONE.slice(0, -1)}F`],
  ['version 0', `0:${ONE}`],
  ['a version that is no number', `new:${ONE}`],
  ['one version twice', `1:${ONE},1:${TWO}`],
  ['two keys without versions', `${ONE},${TWO}`],
  ['the oldest first', `1:${ONE},2:${TWO}`],
  ['a list that ends with a comma', `2:${TWO},`],
];
for (const [what, text] of WRONG) {
  test(`a master key of ${what} is refused without being shown`, (t) => {
    assert.throws(
      () => openKeyFiles(makeFolder(t), new Secret(text), true),
      (error: Error & { code?: string }) => error.code === 'config.secret-key' && (text === '' || !error.message.includes(text)),
    );
  });
}

test('a damaged signing key is refused and left as it is', (t) => {
  const folder = makeFolder(t);
  openKeyFiles(folder, undefined, true);
  const path = join(folder, 'keys', 'log');
  writeFileSync(path, 'short');

  assert.throws(() => openKeyFiles(folder, undefined, false), { code: 'config.log-key' });
  assert.equal(readFileSync(path, 'utf8'), 'short');
});

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
