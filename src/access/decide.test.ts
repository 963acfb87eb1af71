import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, type Standing } from './decide.ts';
import type { Action } from './matrix.ts';

const READY = { 'confirmed-address': true, 'second-factor': true, 'what-policy-asks': true };

/** What each action says to each role, with everything else in order: by session, then by token. */
const EXPECTED: Readonly<Record<Action, Readonly<Record<'owner' | 'maintainer' | 'nobody', readonly [session: string, token: string]>>>> = {
  upload: {
    owner: ['access.wrong-credential', 'allowed'],
    maintainer: ['access.wrong-credential', 'allowed'],
    nobody: ['access.wrong-credential', 'access.no-role'],
  },
  'create-project': {
    owner: ['access.wrong-credential', 'allowed'],
    maintainer: ['access.wrong-credential', 'allowed'],
    nobody: ['access.wrong-credential', 'allowed'],
  },
  'see-management': {
    owner: ['allowed', 'access.wrong-credential'],
    maintainer: ['allowed', 'access.wrong-credential'],
    nobody: ['access.no-role', 'access.wrong-credential'],
  },
  'manage-project': {
    owner: ['allowed', 'access.wrong-credential'],
    maintainer: ['access.no-role', 'access.wrong-credential'],
    nobody: ['access.no-role', 'access.wrong-credential'],
  },
  'see-history': {
    owner: ['allowed', 'access.wrong-credential'],
    maintainer: ['access.no-role', 'access.wrong-credential'],
    nobody: ['access.no-role', 'access.wrong-credential'],
  },
};

for (const [action, byRole] of Object.entries(EXPECTED)) {
  for (const [role, [session, token]] of Object.entries(byRole)) {
    const standing = { role: role === 'nobody' ? undefined : (role as 'owner' | 'maintainer'), has: READY };

    test(`8.1.1: ${action} as ${role}: ${session} by session, ${token} by token`, () => {
      assert.equal(outcome(action as Action, { ...standing, credential: 'session' }), session);
      assert.equal(outcome(action as Action, { ...standing, credential: 'token' }), token);
    });
  }
}

test('an owner without a confirmed address uploads nothing', () => {
  const has = { ...READY, 'confirmed-address': false };

  assert.equal(outcome('upload', { credential: 'token', role: 'owner', has }), 'access.no-confirmed-address');
  assert.equal(outcome('create-project', { credential: 'token', role: undefined, has }), 'access.no-confirmed-address');
});

test('an owner without a second factor uploads and manages nothing', () => {
  const has = { ...READY, 'second-factor': false };

  assert.equal(outcome('upload', { credential: 'token', role: 'owner', has }), 'access.no-second-factor');
  assert.equal(outcome('manage-project', { credential: 'session', role: 'owner', has }), 'access.no-second-factor');
});

test('an owner whose factor is not what a policy asks for uploads and manages nothing', () => {
  const has = { ...READY, 'what-policy-asks': false };

  assert.equal(outcome('upload', { credential: 'token', role: 'owner', has }), 'access.policy');
  assert.equal(outcome('manage-project', { credential: 'session', role: 'owner', has }), 'access.policy');
});

function outcome(action: Action, standing: Standing): string {
  const decision = decide(action, standing);
  return decision.isAllowed ? 'allowed' : decision.code;
}
