import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../base/bytes.ts';
import { checkEntryPoints } from './entry-points.ts';

test('groups of names and values are taken, with comments, blanks and continued lines', () => {
  checkEntryPoints(utf8('# x\n[console_scripts]\ntide = tide:main\nTide-2.x=tide:main [all]\n\n; y\n[my.plugins]\na b : c = x\n  more\n'));
  checkEntryPoints(utf8(''));
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['[console_scripts]\n../../bin/sh = a:b', /has the script "\.\.\/\.\.\/bin\/sh"/],
  ['[gui_scripts]\na b = a:b', /has the script "a b"/],
  ['[console_scripts]\n.. = a:b', /has the script "\.\."/],
  ['[console_scripts]\na: b', /has a line that is no "name = value"/],
  ['a = b', /has a line that is no "name = value" in a group/],
  ['[x]\n= b', /has a line that is no/],
  ['[x]\na = b\n[x]\n', /has the group "x" twice/],
  ['[x]\na = b\na = c\n', /has "a" twice in "x"/],
];

for (const [text, message] of REFUSED) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => checkEntryPoints(utf8(text)), { name: 'Refusal', code: 'upload.bad-entry-points', message });
  });
}

test('bytes that are no text are refused', () => {
  assert.throws(() => checkEntryPoints(Uint8Array.of(0xff)), { code: 'upload.bad-entry-points' });
});
