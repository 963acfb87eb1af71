import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { html, renderHtml } from '../base/html.ts';
import type { AccountCaller } from '../web/caller.ts';
import { accountPage, DONE } from './account-page.ts';

const SRC = join(import.meta.dirname, '..');

/** Every `?done=` in the code, as `page() value`: where a form leads on to, and what it says it did. */
function findDone(): readonly string[] {
  const files = globSync('**/*.ts', { cwd: SRC }).filter((file) => !file.endsWith('.test.ts'));
  const found = files.flatMap((file) => [...readFileSync(join(SRC, file), 'utf8').matchAll(/paths\.(\w+\([^)]*\))\}\?done=([a-z-]+)/g)]);
  return found.map(([, page, value]) => `${page} ${value}`);
}

function toAccount(found: readonly string[]): readonly string[] {
  return found.filter((one) => one.startsWith('account() ')).map((one) => one.replace('account() ', ''));
}

const CALLER = {
  username: 'ines',
  hasVerifiedAddress: true,
  hasSecondFactor: true,
  session: { strength: 'O' },
} as AccountCaller;

test('each thing that a form did has its sentence on the account page', () => {
  const values = toAccount(findDone());

  const silent = values.filter((done) => {
    const { notices } = accountPage({ sections: [], caller: CALLER, done, needs: undefined, mailIsOff: false });
    return notices?.length !== 1;
  });

  assert.ok(values.length > 10);
  assert.deepEqual(silent, []);
});

test('no sentence waits for a form that does not exist', () => {
  assert.deepEqual(Object.keys(DONE).toSorted(), [...new Set(toAccount(findDone()))].toSorted());
});

test('a value that nobody redirects to says nothing', () => {
  const { notices } = accountPage({ sections: [], caller: CALLER, done: 'constructor', needs: undefined, mailIsOff: false });

  assert.deepEqual(notices, []);
});

test('while the primary address is not confirmed the page says which ways lead on', () => {
  const caller = { ...CALLER, hasVerifiedAddress: false };
  const shown = (mailIsOff: boolean): string =>
    renderHtml(html`${accountPage({ sections: [], caller, done: undefined, needs: 'address', mailIsOff }).notices ?? []}`);

  assert.match(shown(false), /If no link comes, add another address, confirm that one, and make it the primary one\./);
  assert.match(shown(true), /Ask an operator to vouch for it/);
});
