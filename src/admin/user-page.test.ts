import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDone } from '../../tests/support/find-done.ts';
import { renderHtml } from '../base/html.ts';
import { USER_DONE, type UserView, userPage } from './user-page.ts';

const VIEW: UserView = {
  ...{ csrfToken: 'x', username: 'maya', frozenBy: null, closing: undefined, mailMode: 'folder', addresses: undefined, tokens: [] },
  ...{ hasFactor: true, link: undefined, recoveryLink: undefined, done: undefined, problem: undefined },
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

test('a missing reason is marked in the form that lacked it, and in no other', () => {
  const tokens = [{ id: 'a1', description: 'ci', madeAt: 0 }];
  const problem = { message: 'Give a reason.', field: 'reason', action: '/admin/tokens/a1/revoke/', reason: '' };

  const marked = renderHtml(userPage({ ...VIEW, tokens, problem })).match(/<input[^>]*aria-invalid="true"[^>]*>/g);

  assert.equal(marked?.length, 1);
  assert.match(marked?.[0] ?? '', /id="reason-a1"/);
});
