import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDescription, parseScope } from './token-form.ts';

test('a description loses the blanks around it and is kept in one spelling', () => {
  assert.equal(parseDescription('  release job '), 'release job');
  assert.equal(parseDescription('cafe\u0301'), 'caf\u00e9');
  assert.equal(parseDescription('🔑'.repeat(100)), '🔑'.repeat(100));
});

const BAD_DESCRIPTIONS = {
  nothing: '',
  'only blanks': '   ',
  '101 characters': 'a'.repeat(101),
  'a line end': 'ci\nlaptop',
  'a character that turns the direction': 'ci\u202egpj',
  'a character without width': 'ci\u200b',
};

for (const [what, text] of Object.entries(BAD_DESCRIPTIONS)) {
  test(`a description of ${what} is refused`, () => {
    assert.throws(() => parseDescription(text), { code: 'token.bad-description', field: 'description' });
  });
}

test('a scope is the whole account or one project', () => {
  assert.deepEqual(parseScope('scope:user'), { kind: 'user' });
  assert.deepEqual(parseScope('scope:project:tidewater-redis'), { kind: 'project', name: 'tidewater-redis' });
});

for (const text of [
  '',
  'scope:unspecified',
  'scope:project:',
  'scope:project:Tide',
  'scope:project:a:b',
  'scope:user ',
  ' scope:user',
  'SCOPE:USER',
]) {
  test(`the scope "${text}" is refused`, () => {
    assert.throws(() => parseScope(text), { code: 'token.no-scope', field: 'token_scope' });
  });
}
