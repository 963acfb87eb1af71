import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Secret } from '../base/secret.ts';
import type { Config } from '../config.ts';
import { findPassphrase } from './find-passphrase.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhouse-passphrase-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function config(passphrase: string | undefined): Config {
  return { backupPassphrase: passphrase === undefined ? undefined : new Secret(passphrase) } as Config;
}

test('a file goes before the variable, and its first line is the passphrase', async () => {
  const file = join(folder, 'passphrase');
  writeFileSync(file, 'from the first line\nnot this one\n');

  const found = await findPassphrase(config('from the variable'), file, 'new');

  assert.equal(found.reveal(), 'from the first line');
});

test('a new passphrase has at least 15 characters; an old one is what it is', async () => {
  await assert.rejects(findPassphrase(config('fourteen chars'), undefined, 'new'), { code: 'command.short-passphrase' });
  assert.equal((await findPassphrase(config('short'), undefined, 'known')).reveal(), 'short');
});

test('a file that is not there is a refusal', async () => {
  await assert.rejects(findPassphrase(config(undefined), join(folder, 'none'), 'new'), { code: 'command.no-passphrase' });
});
