// The whole way of issue "Foundation", done by a person at a real browser and by the real tools: with scripts, and once more without.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { anSdist, aWheel } from '../support/distributions.ts';
import { findProgram, missingProgram } from '../support/programs.ts';
import { listAsJson } from '../support/read-index.ts';
import { type RanProgram, runProgram } from '../support/run-program.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';
import { launchChromium, WIDE } from './chromium.ts';
import { PICTURES } from './look-at.ts';
import { sendForm } from './send-form.ts';

const PASSWORD = 'wandering otters keep ledgers';
/** As Debian's twine knows it. */
const CLASSIC = { metadataVersion: '2.1' };
const STEP_MS = 30_000;
/** Longer than a page takes on a busy machine. */
const SPARE_MS = 12_000;

let keyhouse: Keyhouse;
let browser: Browser;
let folder: string;

before(async () => {
  if (missingProgram('chromium', 'oathtool', 'twine', 'pip')) return;
  folder = mkdtempSync(join(tmpdir(), 'keyhouse-way-'));
  [keyhouse, browser] = await Promise.all([startKeyhouse({ KEYHOUSE_REGISTRATION: 'open' }), launchChromium()]);
});
after(async () => {
  await browser?.close();
  await keyhouse?.stop();
  keyhouse?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function run(program: string, ...args: readonly string[]): RanProgram {
  return runProgram(program, args, { folder, variables: { PIP_NO_CACHE_DIR: '1' } });
}

async function mailedLink(to: string): Promise<string> {
  mkdirSync(join(keyhouse.data, 'outbox'), { recursive: true });
  for (let tries = 0; tries < 300; tries += 1) {
    const mail = keyhouse.mails().find((text) => text.includes(`To: ${to}`));
    const link = /\/account\/verify-email\/\?token=[A-Za-z0-9_-]{43}/.exec(mail ?? '')?.[0];
    if (link !== undefined) return link;
    await sleep(100);
  }
  throw new Error(`no mail came to ${to}`);
}

for (const hasScripts of [true, false]) {
  const username = hasScripts ? 'ada' : 'grace';
  const title = hasScripts ? 'a person with scripts' : 'a person whose browser runs no scripts';

  describe(title, { skip: missingProgram('chromium', 'oathtool', 'twine', 'pip') }, () => {
    let context: BrowserContext;
    let page: Page;
    let secret = '';
    let codes: string[] = [];
    let token = '';
    const send = (button: string, fields: Readonly<Record<string, string>> = {}): Promise<void> => sendForm(page, button, fields);
    const open = async (path: string): Promise<void> => {
      await page.goto(`${keyhouse.origin}${path}`);
    };
    const keepPicture = (name: string) => page.screenshot({ path: join(PICTURES, `way-${username}-${name}.png`), fullPage: true });
    const sees = async (words: string): Promise<void> => {
      const text = await page.locator('body').innerText();
      assert.ok(text.includes(words), `the page does not say “${words}”: ${text}`);
    };
    const code = (when: string): string => run('oathtool', '--totp', '--base32', '--now', when, secret).text.trim();

    before(async () => {
      const permissions = hasScripts ? ['clipboard-read', 'clipboard-write'] : [];
      context = await browser.newContext({ viewport: WIDE, javaScriptEnabled: hasScripts, permissions });
      page = await context.newPage();
    });
    after(() => context?.close());

    test('registers', async () => {
      await open('/');
      await page.getByRole('link', { name: 'Create account' }).click();
      const fields = { username, name: 'A. Person', email: `${username}@example.org`, password: PASSWORD, password_confirm: PASSWORD };
      await send('Create the account', fields);

      await sees('Look into your mailbox');
      await keepPicture('1-registered');
    });

    test('reads the mail and confirms the address', async () => {
      await open(await mailedLink(`${username}@example.org`));
      await keepPicture('2-mailed-link');
      await send('Confirm and sign in');

      await sees('Your address is confirmed and the account is yours');
      await keepPicture('3-confirmed');
    });

    test('sets up an authenticator app, and proves that the recovery codes are kept', async () => {
      await open('/manage/account/totp-provision');
      secret = (await page.locator('#secret').innerText()).replace(/\s/g, '');
      await keepPicture('4-authenticator-app');
      const left = STEP_MS - (Date.now() % STEP_MS);
      if (left < SPARE_MS) await sleep(left);
      await send('Continue', { name: 'Phone', totp_value: code('30 seconds ago') });
      codes = await page.locator('.sheet-codes li').allInnerTexts();
      await keepPicture('5-recovery-codes');
      await send('I have kept them', { recovery_code_value: codes[4] ?? '' });

      assert.equal(codes.length, 10);
      await sees('Your second factor counts from now on');
      await keepPicture('6-second-factor');
    });

    test('signs out, and in again with the code of the app', async () => {
      await page.locator('.menu summary').click();
      await send('Sign out');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await send('Continue', { username, password: PASSWORD });
      await keepPicture('7-second-step');
      await send('Sign in', { totp_value: code('now') });

      await sees('Your account');
      await keepPicture('8-signed-in');
    });

    test('makes a token and copies it', async () => {
      await open('/manage/account/');
      await page.getByRole('link', { name: 'Create a token' }).first().click();
      await send('Create token', { description: 'release job', token_scope: 'scope:user' });
      const shown = await page.locator('.code--token code').innerText();
      await keepPicture('9-token');
      token = hasScripts ? await copyAndPaste(page) : shown;

      assert.match(token, /^keyhouse-[A-Za-z0-9_-]{100,}$/);
      assert.equal(token, shown);
    });

    test('uploads a wheel and an sdist with twine', () => {
      const made = [aWheel(`${username}-tides`, '1.0', CLASSIC), anSdist(`${username}-tides`, '1.0', CLASSIC)];
      for (const { filename, bytes } of made) writeFileSync(join(folder, filename), bytes);
      const files = made.map(({ filename }) => filename);
      const login = ['--repository-url', `${keyhouse.origin}/legacy/`, '-u', '__token__', '-p', token];

      const uploaded = run('twine', 'upload', '--non-interactive', '--disable-progress-bar', ...login, ...files);

      assert.equal(uploaded.status, 0, uploaded.text);
    });

    // The tools do not know which browser made the token.
    if (hasScripts)
      test('installs with hashes required, and downloads wheel and sdist', async () => {
        const listed = await listAsJson(keyhouse.origin, `${username}-tides`);
        const hashes = listed.map(({ sha256 }) => ` --hash=sha256:${sha256}`).join('');
        writeFileSync(join(folder, 'requirements.txt'), `${username}-tides==1.0${hashes}\n`);
        const python = findProgram('pip') ?? 'python3';
        const from = ['--no-deps', '--require-hashes', '--index-url', `${keyhouse.origin}/simple/`, '-r', 'requirements.txt'];

        const installed = run(python, '-m', 'pip', 'install', '--target', join(folder, username), ...from);
        const wheel = run(python, '-m', 'pip', 'download', '--dest', join(folder, 'wheel'), ...from);
        const sdist = run(python, '-m', 'pip', 'download', '--no-binary', ':all:', '--dest', join(folder, 'sdist'), ...from);

        assert.deepEqual([installed.status, wheel.status, sdist.status], [0, 0, 0], `${installed.text}${wheel.text}${sdist.text}`);
      });

    test('reads every step in the security history, and the project page', async () => {
      await open('/manage/account/history/');
      await keepPicture('10-history');
      for (const words of STEPS) await sees(words.replace('NAME', username));

      await open(`/project/${username}-tides/`);
      await sees(`${username}-tides 1.0`);
      await keepPicture('11-project');
    });
  });
}

/** No page of ours may read the clipboard: what was copied is pasted into the search. */
async function copyAndPaste(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy the token' }).click();
  await page.locator('#live', { hasText: 'Copied: the token' }).waitFor({ state: 'attached' });
  await page.locator('#q-top').focus();
  await page.keyboard.press('Control+V');
  return page.locator('#q-top').inputValue();
}

const STEPS = [
  'Your account was opened',
  'You entered the first code of a new authenticator app',
  'You added the authenticator app “Phone”',
  'You got 10 recovery codes',
  'You signed out',
  'You signed in with password and authenticator app',
  'You made the token “release job” for all projects',
  'The token “release job” made the project NAME-tides',
  'The token “release job” uploaded NAME_tides-1.0-py3-none-any.whl',
  'The token “release job” uploaded NAME_tides-1.0.tar.gz',
];
