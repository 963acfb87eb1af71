import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Visitor } from '../support/browser-client.ts';
import { anSdist, aWheel } from '../support/distributions.ts';
import { mailedLink } from '../support/mailed-link.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const PASSWORD = 'wandering otters keep ledgers';

let keyhouse: Keyhouse;
let ada: Visitor;
let folder: string;
let token = '';

before(async () => {
  keyhouse = await startKeyhouse({ KEYHOUSE_REGISTRATION: 'open' });
  folder = mkdtempSync(join(tmpdir(), 'keyhouse-way-'));
  ada = new Visitor(keyhouse.origin);
});
after(async () => {
  await keyhouse?.stop();
  keyhouse?.remove();
  rmSync(folder, { recursive: true, force: true });
});

function run(program: string, ...args: readonly string[]): { status: number | null; text: string } {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, PIP_NO_CACHE_DIR: '1', PYTHONWARNINGS: 'ignore' },
  });
  return { status: done.status, text: `${done.stdout}${done.stderr}${done.error?.message ?? ''}` };
}

function oathtool(secret: string): string {
  return run('oathtool', '--totp', '-b', secret).text.trim();
}

test('a person registers and confirms the address by the mailed link', async () => {
  await ada.open('/account/register/');
  await ada.send('/account/register/', {
    username: 'ada',
    name: 'Ada',
    email: 'ada@example.org',
    password: PASSWORD,
    password_confirm: PASSWORD,
  });
  assert.match(ada.page, /Look into your mailbox/);

  await ada.open(await mailedLink(keyhouse, 'verify-email'));
  await ada.send('/account/verify-email/', { deed: 'confirm' });

  assert.match(ada.page, /Your address is confirmed/);
});

let secret = '';
let codes: string[] = [];
let usedCode = '';

test('an authenticator app counts once a recovery code is entered', async () => {
  await ada.open('/manage/account/totp-provision');
  secret = (/<p class="groups" id="secret">(.*?)<\/p>/s.exec(ada.page)?.[1] ?? '').replace(/<[^>]*>/g, '');
  usedCode = oathtool(secret);
  await ada.send('/manage/account/totp-provision', { name: 'Phone', totp_value: usedCode });
  codes = [...ada.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, code]) => code ?? '');
  assert.equal(codes.length, 10);

  await ada.send('/manage/account/recovery-codes/', { recovery_code_value: codes[3] ?? '' });

  assert.match(ada.page, /Your second factor counts from now on/);
});

test('sign-in asks for the code after the password, and a code works once', async () => {
  const browser = new Visitor(keyhouse.origin);
  await browser.open('/account/login/');
  await browser.send('/account/login/', { username: 'ada', password: PASSWORD });
  assert.match(browser.page, /Your second factor/);

  // The code that set the app up is used, whatever it was used for; a minute later it is merely wrong.
  await browser.send('/account/two-factor/', { totp_value: usedCode });
  assert.match(browser.page, /already used|That code was wrong/);
  await browser.open('/account/recovery-code/');
  await browser.send('/account/recovery-code/', { recovery_code_value: codes[0] ?? '' });
  await browser.open(await mailedLink(keyhouse, 'confirm-sign-in'));
  await browser.send('/account/confirm-sign-in/', { deed: 'confirm' });

  assert.match(browser.page, /You signed in with a recovery code/);
});

test('a token is made and shown once', async () => {
  await ada.open('/manage/account/token/');
  await ada.send('/manage/account/token/', { description: 'ci', token_scope: 'scope:user' });

  token = /keyhouse-[A-Za-z0-9_-]{100,}/.exec(ada.page)?.[0] ?? '';
  assert.notEqual(token, '');
  assert.doesNotMatch(await ada.open('/manage/account/'), /keyhouse-[A-Za-z0-9_-]{100,}/);
});

test('twine uploads a wheel and an sdist', () => {
  for (const { filename, bytes } of [
    aWheel('tidewater', '1.0', { metadataVersion: '2.1' }),
    anSdist('tidewater', '1.0', { metadataVersion: '2.1' }),
  ])
    writeFileSync(join(folder, filename), bytes);

  const uploaded = run(
    'twine',
    'upload',
    '--non-interactive',
    '--repository-url',
    `${keyhouse.origin}/legacy/`,
    '-u',
    '__token__',
    '-p',
    token,
    'tidewater-1.0-py3-none-any.whl',
    'tidewater-1.0.tar.gz',
  );

  assert.equal(uploaded.status, 0, uploaded.text);
});

test('a password uploads nothing', () => {
  const refused = run(
    'twine',
    'upload',
    '--non-interactive',
    '--repository-url',
    `${keyhouse.origin}/legacy/`,
    '-u',
    'ada',
    '-p',
    PASSWORD,
    'tidewater-1.0.tar.gz',
  );

  assert.notEqual(refused.status, 0);
  assert.match(refused.text, /403/);
});

test('pip installs from the index with hashes required', async () => {
  const page = await (
    await fetch(`${keyhouse.origin}/simple/tidewater/`, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } })
  ).json();
  const wheel = (page as { files: { filename: string; hashes: { sha256: string } }[] }).files.find(({ filename }) =>
    filename.endsWith('.whl'),
  );
  writeFileSync(join(folder, 'requirements.txt'), `tidewater==1.0 --hash=sha256:${wheel?.hashes.sha256}\n`);
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

  const installed = run(
    python,
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-deps',
    '--require-hashes',
    '--target',
    join(folder, 'site'),
    '--index-url',
    `${keyhouse.origin}/simple/`,
    '-r',
    'requirements.txt',
  );
  const downloaded = run(
    python,
    '-m',
    'pip',
    'download',
    '--disable-pip-version-check',
    '--no-deps',
    '--no-binary',
    ':none:',
    '--dest',
    join(folder, 'dl'),
    '--index-url',
    `${keyhouse.origin}/simple/`,
    'tidewater==1.0',
  );

  assert.equal(installed.status, 0, installed.text);
  assert.equal(downloaded.status, 0, downloaded.text);
});

test('the security history shows every step', async () => {
  const page = await ada.open('/manage/account/history/');

  for (const step of [/authenticator app “Phone”/, /recovery code/, /token “ci”/, /tidewater-1\.0-py3-none-any\.whl/])
    assert.match(page, step);
});

test('no secret stands in the log', () => {
  const log = keyhouse.log();
  for (const hidden of [PASSWORD, secret, token, codes[0] ?? 'x']) assert.equal(log.includes(hidden), false);
});
