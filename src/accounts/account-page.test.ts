import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDone } from '../../tests/support/find-done.ts';
import { html, renderHtml } from '../base/html.ts';
import type { AccountCaller } from '../web/caller.ts';
import { accountPage, DONE } from './account-page.ts';

const CALLER = {
  username: 'ines',
  hasVerifiedAddress: true,
  hasSecondFactor: true,
  session: { strength: 'O' },
} as AccountCaller;

test('each thing that a form did has its sentence on the account page', () => {
  const values = findDone('account');

  const silent = values.filter((done) => {
    const { notices } = accountPage({ sections: [], caller: CALLER, done, needs: undefined, mailIsOff: false });
    return notices?.length !== 1;
  });

  assert.ok(values.length > 10);
  assert.deepEqual(silent, []);
});

test('no sentence waits for a form that does not exist', () => {
  assert.deepEqual(Object.keys(DONE).toSorted(), findDone('account'));
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
