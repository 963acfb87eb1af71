// The sample pages in a real browser: readable for everybody, nothing wider than a phone, and the small scripts do what they say.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { samples } from '../../tools/look-samples.ts';
import { startLookServer } from '../../tools/look-server.ts';
import { missingProgram } from '../support/programs.ts';
import { bringAxe } from './axe.ts';
import { launchChromium } from './chromium.ts';

const server = startLookServer(0);
let browser: Browser;

before(async () => {
  if (missingProgram('chromium')) return;
  browser = await launchChromium();
});

after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

async function open(name: string, options: BrowserContextOptions = {}): Promise<{ page: Page; messages: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/${name}`);
  return { page, messages };
}

describe('the look', { skip: missingProgram('chromium') }, () => {
  const views: BrowserContextOptions[] = [
    { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
    { viewport: { width: 320, height: 800 }, colorScheme: 'dark' },
  ];
  for (const name of Object.keys(samples)) {
    for (const view of views) {
      test(`${name} keeps the rules of accessibility, ${view.viewport?.width} wide and ${view.colorScheme}`, async () => {
        const { page, messages } = await open(name, view);

        assert.deepEqual(await (await bringAxe(page))('all'), []);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing scrolls sideways');
        assert.deepEqual(messages, [], 'neither the content policy nor a script complains');
        await page.context().close();
      });
    }
  }

  test('a copy button copies and says so', async () => {
    const { page } = await open('components', { permissions: ['clipboard-read', 'clipboard-write'] });

    await page.getByRole('button', { name: 'Copy .pypirc' }).click();

    await page.locator('#live', { hasText: 'Copied: .pypirc' }).waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), '[distutils]\nindex-servers = keyhouse\n');
    await page.context().close();
  });

  test('6.2.6: a password is shown and hidden again', async () => {
    const { page } = await open('login');
    const field = page.locator('#password');

    await page.getByRole('button', { name: 'Show password' }).click();
    assert.equal(await field.getAttribute('type'), 'text');

    await page.getByRole('button', { name: 'Hide password' }).click();
    assert.equal(await field.getAttribute('type'), 'password');
    await page.context().close();
  });

  test('a busy button says what it does and stays', async () => {
    const { page } = await open('two-factor');
    await page.route('**/account/two-factor/', (route) => route.fulfill({ status: 204 }));
    await page.fill('#totp_value', '123 456');

    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.locator('button[aria-busy="true"]', { hasText: 'Checking…' }).waitFor();
    await page.context().close();
  });

  test('the summary of errors has the focus, and its links lead to the fields', async () => {
    const { page } = await open('register-errors');
    assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'alert');

    await page.getByRole('link', { name: 'Choose another user name' }).click();

    assert.equal(await page.evaluate('location.hash'), '#username');
    await page.context().close();
  });

  test('the section on screen is marked', async () => {
    const { page } = await open('account', { viewport: { width: 1280, height: 700 } });

    await page.evaluate('document.getElementById("sessions").scrollIntoView()');

    await page.locator('.side a[aria-current="location"]', { hasText: 'Sessions' }).waitFor();
    await page.context().close();
  });

  test('without scripts nothing is offered that needs one', async () => {
    const { page } = await open('recovery-codes', { javaScriptEnabled: false });

    assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
    assert.equal(await page.getByRole('button', { name: 'I have kept them' }).isVisible(), true);
    await page.context().close();
  });
});
