import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from './secret.ts';

test('a secret prints itself nowhere', () => {
  const secret = new Secret('correct horse');
  for (const shown of [`${secret}`, JSON.stringify({ secret }), inspect({ secret })]) assert.doesNotMatch(shown, /horse/);
});

test('a secret is given out when asked by name', () => {
  assert.equal(new Secret('correct horse').reveal(), 'correct horse');
});
