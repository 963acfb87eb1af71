import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUsername, usernameKey } from './username.ts';

for (const name of ['ab', 'Ines', 'ines.duarte', 'a-b_c.d', '42', 'x'.repeat(50)]) {
  test(`${name} is a user name`, () => {
    assert.equal(parseUsername(name), name);
  });
}

for (const name of ['', 'a', '.ab', 'ab-', '_ab', 'a b', 'ínes', 'ines\n', 'ines\u0000', 'a/b', '<b>', 'x'.repeat(51), 'ｉnes']) {
  test(`${JSON.stringify(name)} is no user name`, () => {
    assert.throws(() => parseUsername(name), { code: 'account.bad-username', field: 'username' });
  });
}

test('names that differ only in case, hyphen, dot or underscore collide', () => {
  const keys = new Set(['Ines-Duarte', 'ines.duarte', 'INES_DUARTE', 'inesduarte', 'i.n-e_s.duarte'].map(usernameKey));

  assert.deepEqual([...keys], ['inesduarte']);
});

test('any text has a key, and a key is its own key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(usernameKey(usernameKey(text)), usernameKey(text));
    }),
    { seed: 20_261_124 },
  );
});
