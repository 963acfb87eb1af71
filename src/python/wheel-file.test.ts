import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../base/bytes.ts';
import { parseDistributionFilename, type WheelFilename } from './filename.ts';
import { checkWheelFile } from './wheel-file.ts';

function check(filename: string, ...lines: readonly string[]): void {
  checkWheelFile(utf8(lines.join('\n')), parseDistributionFilename(filename) as WheelFilename);
}

const HEAD = ['Wheel-Version: 1.0', 'Generator: x', 'Root-Is-Purelib: true'];
const PLAIN = 'demo-1.0-py3-none-any.whl';

test('the tags of the filename, all of them, in any order or in one line, agree', () => {
  check(PLAIN, ...HEAD, 'Tag: py3-none-any', '');
  check('demo-1.0-py2.py3-none-any.whl', ...HEAD, 'Tag: py3-none-any', 'Tag: py2-none-any');
  check('demo-1.0-py2.py3-none-any.whl', ...HEAD, 'Tag: py2.py3-none-any');
  check('demo-1.0-2b-py3-none-any.whl', ...HEAD, 'Build: 2b', 'Tag: py3-none-any\r');
});

const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
  [PLAIN, [], /says Wheel-Version not at all/],
  [PLAIN, ['Wheel-Version: 2.0'], /says Wheel-Version "2\.0": it must be 1\.0/],
  [PLAIN, ['Wheel-Version: 1.0', 'Tag: py3-none-any'], /must say Root-Is-Purelib/],
  [PLAIN, [...HEAD], /does not list the tag "py3-none-any" of the filename/],
  [PLAIN, [...HEAD, 'Tag: py3-none-any', 'Tag: py2-none-any'], /lists the tag "py2-none-any", which the filename .* does not have/],
  [PLAIN, [...HEAD, 'Tag: cp39-cp39-linux_x86_64'], /does not list the tag "py3-none-any"/],
  [PLAIN, [...HEAD, 'Build: 1', 'Tag: py3-none-any'], /says Build "1", but the filename has none/],
  ['demo-1.0-2-py3-none-any.whl', [...HEAD, 'Tag: py3-none-any'], /says no Build, but the filename 2/],
  [PLAIN, [...HEAD, 'Wheel-Version: 1.0', 'Tag: py3-none-any'], /gives wheel-version 2 times/],
  [PLAIN, [...HEAD, 'nonsense'], /has a line that is no field, "nonsense"/],
];

for (const [filename, lines, message] of REFUSED) {
  test(`${filename} with ${JSON.stringify(lines.at(-1) ?? '')} at the end of WHEEL is refused`, () => {
    assert.throws(() => check(filename, ...lines), { name: 'Refusal', code: 'upload.wheel-mismatch', message });
  });
}

test('bytes that are no text are refused', () => {
  const filename = parseDistributionFilename(PLAIN) as WheelFilename;

  assert.throws(() => checkWheelFile(Uint8Array.of(0xff), filename), { code: 'upload.wheel-mismatch' });
});
