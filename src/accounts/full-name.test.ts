import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFullName } from './full-name.ts';

test('a name is trimmed, and may be left out', () => {
  assert.equal(parseFullName('  Inês Duarte '), 'Inês Duarte');
  assert.equal(parseFullName('  '), '');
});

for (const name of ['see https://example.org', 'two\nlines', 'turned\u202eround', 'nul\u0000', 'x'.repeat(101), 'half \ud83d pair']) {
  test(`${JSON.stringify(name.slice(0, 30))} is no name`, () => {
    assert.throws(() => parseFullName(name), { code: 'account.bad-name', field: 'name' });
  });
}
