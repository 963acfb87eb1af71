import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDone } from '../../tests/support/find-done.ts';
import { renderHtml } from '../base/html.ts';
import { DEFAULT_POLICIES } from '../settings/settings.ts';
import { POLICY_DONE, type PolicyView, policyPage } from './policy-page.ts';

const VIEW: PolicyView = {
  ...{ csrfToken: 'x', policies: DEFAULT_POLICIES, pinned: {}, pending: [], coming: [], done: undefined, problem: undefined },
};

test('each thing that was done to a policy has its sentence', () => {
  assert.deepEqual(findDone('adminPolicies'), Object.keys(POLICY_DONE).toSorted());
});

test('what the host pins is said to be set by the host, and offers nothing to choose', () => {
  const page = renderHtml(
    policyPage({ ...VIEW, policies: { ...DEFAULT_POLICIES, registration: 'closed' }, pinned: { registration: 'closed' } }),
  );

  assert.match(page, /Set by the host/);
  assert.match(page, /KEYHOUSE_REGISTRATION/);
  assert.doesNotMatch(page, /action="\/admin\/policies\/registration\//);
});

test('nothing is offered that nothing enforces', () => {
  const page = renderHtml(policyPage(VIEW));

  assert.deepEqual(
    [...page.matchAll(/name="value" value="([a-z0-9]+)"/g)].map(([, value]) => value),
    [
      ...['open', 'invite', 'closed', 'optional', 'publishers', 'everyone'],
      ...['nobody', 'operators', 'owners', 'everyone', 'private', 'public', '72h', '7d', '14d'],
    ],
  );
  assert.match(page, /Reading for signed-in people alone comes with a later release/);
});
