// pip as Debian brings it, against a real server: what it finds, checks, keeps and refuses.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { anSdist, aWheel } from '../support/distributions.ts';
import { findProgram, missingProgram } from '../support/programs.ts';
import { type RanProgram, runProgram } from '../support/run-program.ts';
import { sendForm, sha256Of, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const skip = missingProgram('pip');
const OLD = aWheel('tidewater', '1.0', { metadataLines: ['Requires-Dist: kelp>=1'] });
const NEW = aWheel('tidewater', '1.1', { metadataLines: ['Requires-Dist: kelp>=1'] });
const SOURCE = anSdist('tidewater', '1.1', { metadataLines: ['Requires-Dist: kelp>=1'] });
const FOR_LATER = aWheel('tidewater', '2.0', { metadataLines: ['Requires-Python: >=4'] });
const PRE = aWheel('tidewater', '1.2rc1');
const KELP = aWheel('kelp', '1.4');

let keyhouse: Keyhouse;
let ada: Uploader;
let folder: string;

before(async () => {
  if (skip !== false) return;
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
  folder = mkdtempSync(join(tmpdir(), 'keyhouse-installers-'));
  for (const distribution of [OLD, NEW, SOURCE, FOR_LATER, PRE, KELP]) {
    const answer = await sendForm(keyhouse.origin, ada.authorization, uploadForm(distribution));
    assert.equal(answer.status, 200, answer.text);
  }
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function pip(args: readonly string[], variables: Readonly<Record<string, string>> = {}): RanProgram {
  // Whatever its value, PIP_NO_CACHE_DIR switches the cache off.
  const index = { PIP_INDEX_URL: `${keyhouse.origin}/simple/`, ...(!('PIP_CACHE_DIR' in variables) && { PIP_NO_CACHE_DIR: '1' }) };
  return runProgram(findProgram('pip') ?? '', ['-m', 'pip', ...args], { folder, variables: { ...index, ...variables } });
}

/** Installs into a folder of its own and gives what lies in it. */
function install(where: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): string {
  const target = join(folder, where);
  const installed = pip(['install', '--target', target, ...args], variables);
  assert.equal(installed.status, 0, installed.text);
  return readdirSync(target)
    .filter((name) => name.endsWith('.dist-info'))
    .sort()
    .join(' ');
}

test('pip installs the newest final version that this Python may have, with what it needs', { skip }, () => {
  assert.equal(install('newest', ['tidewater']), 'kelp-1.4.dist-info tidewater-1.1.dist-info');
});

test('pip takes a pre-release when it is asked to', { skip }, () => {
  assert.equal(install('pre', ['--pre', 'tidewater']), 'tidewater-1.2rc1.dist-info');
});

test('pip says which Python a version needs that it passed over', { skip }, () => {
  const refused = pip(['install', '--target', join(folder, 'later'), 'tidewater==2.0']);

  assert.notEqual(refused.status, 0);
  assert.match(refused.text, /Ignored the following versions that require a different python version: 2\.0 Requires-Python >=4/);
});

test('pip installs with hashes required, and refuses another hash', { skip }, () => {
  const line = (wheel: typeof OLD, name: string) => `${name} --hash=sha256:${sha256Of(wheel.bytes)}\n`;
  writeFileSync(join(folder, 'right.txt'), line(NEW, 'tidewater==1.1') + line(KELP, 'kelp==1.4'));
  writeFileSync(join(folder, 'wrong.txt'), line(OLD, 'kelp==1.4'));

  assert.equal(install('hashes', ['--require-hashes', '-r', 'right.txt']), 'kelp-1.4.dist-info tidewater-1.1.dist-info');
  const refused = pip(['install', '--target', join(folder, 'wrong'), '--require-hashes', '-r', 'wrong.txt']);

  assert.match(refused.text, /THESE PACKAGES DO NOT MATCH THE HASHES/);
});

test('pip index versions lists what there is', { skip }, () => {
  const { text } = pip(['index', 'versions', 'tidewater']);

  assert.match(text, /tidewater \(1\.1\)/);
  assert.match(text, /Available versions: 1\.1, 1\.0/);
});

test('pip download fetches the sdist when wheels are not wanted', { skip }, () => {
  const downloaded = pip(['download', '--no-deps', '--no-binary', ':all:', '--dest', join(folder, 'sdist'), 'tidewater']);

  assert.equal(downloaded.status, 0, downloaded.text);
  assert.deepEqual(readdirSync(join(folder, 'sdist')), ['tidewater-1.1.tar.gz']);
});

test('pip reads the metadata beside a wheel instead of the wheel (PEP 658)', { skip }, () => {
  const looked = pip(['install', '-vv', '--dry-run', '--target', join(folder, 'dry'), 'tidewater==1.1']);

  assert.equal(looked.status, 0, looked.text);
  assert.match(looked.text, /Obtaining dependency information for tidewater==1\.1 from .*tidewater-1\.1-py3-none-any\.whl\.metadata/);
});

test('pip asks again with the ETag and gets 304, and takes the wheel from its cache', { skip }, () => {
  // Without TLS pip keeps only what comes from a host that it trusts.
  const cache = { PIP_CACHE_DIR: join(folder, 'cache'), PIP_TRUSTED_HOST: 'localhost' };
  install('first', ['--no-deps', 'tidewater==1.1'], cache);
  const again = pip(['install', '-vvv', '--no-deps', '--target', join(folder, 'second'), 'tidewater==1.1'], cache);

  assert.equal(again.status, 0, again.text);
  assert.match(again.text, /"GET \/simple\/tidewater\/ HTTP\/1\.1" 304 0/);
  assert.match(again.text, /Using cached .*tidewater-1\.1-py3-none-any\.whl/);
});

test('pip with a token in the address or in a netrc file reads as before, and a wrong one is no hindrance', { skip }, () => {
  const { host } = new URL(keyhouse.origin);
  writeFileSync(join(folder, '.netrc'), `machine localhost login __token__ password ${ada.token}\n`, { mode: 0o600 });

  assert.equal(install('netrc', ['--no-deps', 'kelp']), 'kelp-1.4.dist-info');
  for (const [where, user] of [
    ['right', `__token__:${ada.token}`],
    ['wrong', 'ada:nonsense'],
  ] as const) {
    const index = { PIP_INDEX_URL: `http://${user}@${host}/simple/` };
    assert.equal(install(`user-${where}`, ['--no-deps', 'kelp'], index), 'kelp-1.4.dist-info');
  }
  rmSync(join(folder, '.netrc'));
});

test('pip finds a project here that its first index does not have', { skip }, async (t) => {
  const other = await startKeyhouse();
  t.after(async () => {
    await other.stop();
    other.remove();
  });
  const both = { PIP_INDEX_URL: `${other.origin}/simple/`, PIP_EXTRA_INDEX_URL: `${keyhouse.origin}/simple/` };

  assert.equal(install('extra', ['tidewater'], both), 'kelp-1.4.dist-info tidewater-1.1.dist-info');
});

test('pip says that there is no such project', { skip }, () => {
  const { status, text } = pip(['install', '--target', join(folder, 'none'), 'no-such-project']);

  assert.notEqual(status, 0);
  assert.match(text, /No matching distribution found for no-such-project/);
  assert.equal(existsSync(join(folder, 'none')), false);
});
