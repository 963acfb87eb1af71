import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoosening, readPolicies } from './policies.ts';
import { DEFAULT_POLICIES } from './settings.ts';

const row = (name: string, value: string) => ({ name, value });

test('before anybody decides, the defaults are in force', () => {
  assert.deepEqual(readPolicies([], {}), DEFAULT_POLICIES);
});

test('what operators decided wins over the default, and what the host pins over both', () => {
  const policies = readPolicies([row('registration', 'open'), row('twoFactor', 'publishers')], { registration: 'closed' });

  assert.equal(policies.registration, 'closed');
  assert.equal(policies.twoFactor, 'publishers');
});

test('an unknown name or value in the database counts as absent', () => {
  const policies = readPolicies(
    [
      row('registration', 'everybody'),
      row('toString', 'open'),
      row('__proto__', 'open'),
      row('colour', 'red'),
      row('twoFactor', 'somebody'),
      row('readAccess', 'authenticated'),
    ],
    {},
  );

  assert.deepEqual(policies, DEFAULT_POLICIES);
});

test('D3: opening what was closed is a loosening, closing is none', () => {
  assert.equal(isLoosening('registration', 'closed', 'invite'), true);
  assert.equal(isLoosening('registration', 'invite', 'open'), true);
  assert.equal(isLoosening('registration', 'open', 'closed'), false);
  assert.equal(isLoosening('readAccess', 'authenticated', 'public'), true);
  assert.equal(isLoosening('twoFactor', 'everyone', 'optional'), true);
  assert.equal(isLoosening('twoFactor', 'optional', 'publishers'), false);
  assert.equal(isLoosening('phishingResistant', 'everyone', 'owners'), true);
  assert.equal(isLoosening('uploadRules', 'public', 'private'), true);
  assert.equal(isLoosening('uploadRules', 'private', 'private'), false);
});
