import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDone } from '../../tests/support/find-done.ts';
import { renderHtml } from '../base/html.ts';
import { USER_DONE, type UserView, userPage } from './user-page.ts';

const VIEW: UserView = {
  ...{ csrfToken: 'x', username: 'maya', isFrozen: false, mailMode: 'folder', addresses: undefined, tokens: [] },
  ...{ link: undefined, done: undefined, problem: undefined },
};

test('each thing that an operator did to an account has its sentence', () => {
  assert.deepEqual(findDone('adminUser'), Object.keys(USER_DONE).toSorted());
});

test('a value that nobody redirects to says nothing', () => {
  assert.equal(renderHtml(userPage({ ...VIEW, done: 'constructor' })), renderHtml(userPage(VIEW)));
});

test('where a server sends mails, no operator makes a link for a new password', () => {
  const offers = (mailMode: UserView['mailMode']): boolean => renderHtml(userPage({ ...VIEW, mailMode })).includes('/reset-link/');

  assert.deepEqual([offers('smtp'), offers('folder'), offers('off')], [false, true, true]);
});
