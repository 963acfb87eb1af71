import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigFile } from './parse-config-file.ts';

test('lines, comments, spaces, quotes and equals signs in a value', () => {
  const text = '# a comment\r\nKEYHOUSE_A=1\n\n  KEYHOUSE_B = two words \nKEYHOUSE_C="quo#ted"\nKEYHOUSE_D=x=y\nKEYHOUSE_E=\'\nKEYHOUSE_F=';

  assert.deepEqual(
    [...parseConfigFile('f', text)],
    [
      ['KEYHOUSE_A', '1'],
      ['KEYHOUSE_B', 'two words'],
      ['KEYHOUSE_C', 'quo#ted'],
      ['KEYHOUSE_D', 'x=y'],
      ['KEYHOUSE_E', "'"],
      ['KEYHOUSE_F', ''],
    ],
  );
});

const WRONG: readonly (readonly [string, string])[] = [
  ['KEYHOUSE_A=1\ngeheim', 'Line 2 of f is no setting. Write KEYHOUSE_NAME=value.'],
  ['export KEYHOUSE_A=1', 'Line 1 of f is no setting. Write KEYHOUSE_NAME=value.'],
  ['KEYHOUS_URL=geheim', 'Line 1 of f sets KEYHOUS_URL, which is none of ours. Leave it out.'],
  ['KEYHOUSE_A=1\nKEYHOUSE_A=2', 'Line 2 of f sets KEYHOUSE_A a second time. Leave one out.'],
];
for (const [text, message] of WRONG) {
  test(`refused without showing a value: ${message}`, () => {
    assert.throws(() => parseConfigFile('f', text), { code: 'config.file', message });
  });
}

test('a hostile line takes no long time', () => {
  const text = `KEYHOUSE_A${' '.repeat(200_000)}x\n`;
  const began = performance.now();

  assert.throws(() => parseConfigFile('f', text), { code: 'config.file' });

  assert.equal(performance.now() - began < 1_000, true);
});
