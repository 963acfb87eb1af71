import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastestMs } from '../../tests/support/fastest.ts';
import { parseRequirement } from './requirement.ts';

const TAKEN: readonly (readonly [string, string])[] = [
  ['tidewater', 'tidewater'],
  [' Tide.Water ', 'Tide.Water'],
  ['a[]', 'a'],
  ['a [ c , b ]', 'a[b,c]'],
  ['a>=1.0, <2', 'a<2,>=1.0'],
  ['a (>=1.0,<2)', 'a<2,>=1.0'],
  ['a()', 'a'],
  ['a==1.*', 'a==1.*'],
  ['a===any!thing', 'a===any!thing'],
  ['a;python_version<"3"', 'a; python_version<"3"'],
  ['a ; (os.name == "nt" or "x" in extra) and not_here == "1"', ''],
  [
    'a>1 ; (os.name == "nt" or "x" not  in extra) and sys_platform!=\'win32\'',
    'a>1; (os.name == "nt" or "x" not  in extra) and sys_platform!=\'win32\'',
  ],
  ['a@https://example.org/a.whl;b', 'a @ https://example.org/a.whl;b'],
  ['a[x] @ https://example.org/a.whl ; extra == "y"', 'a[x] @ https://example.org/a.whl ; extra == "y"'],
];

for (const [written, normal] of TAKEN.filter(([, text]) => text !== '')) {
  test(`${written} reads ${normal}`, () => {
    assert.equal(parseRequirement(written).text, normal);
  });
}

const REFUSED = [
  ...[
    '',
    '-a',
    'a-',
    'é',
    'a b',
    'a,b',
    'a[',
    'a[b',
    'a[b,]',
    'a[b c]',
    'a[-]',
    'a>',
    'a>=',
    'a>=x',
    'a 1.0',
    'a=1',
    'a>=1,,<2',
    'a,>1',
    'a(>=1',
  ],
  ...[
    'a@',
    'a @ ',
    'a @ https://x y',
    'a;',
    'a; b',
    'a; extra',
    'a; extra ==',
    'a; extra == b',
    "a; extra == 'b",
    'a; (extra == "b"',
    'a; extra == "b")',
  ],
  ...[
    'a; extra == "b" and',
    'a; extra = "b"',
    'a; extra == "b" or or extra == "c"',
    'a; extra == "b" xor extra == "c"',
    'a\n',
    'a>=1\n',
    'a'.repeat(5_000),
  ],
];

for (const written of REFUSED) {
  test(`${JSON.stringify(written.slice(0, 60))} is no requirement`, () => {
    assert.throws(() => parseRequirement(written), { name: 'Refusal', code: 'upload.bad-requirement' });
  });
}

test('hostile requirements are answered within 50 ms', () => {
  for (const unit of ['a', 'a-', '[', '(', '@', ';', '"', ' ', 'a;(', '>=1,', '\t', '"a"=="a"and']) {
    for (const head of ['', 'a', 'a;', 'a[', 'a @ x ;', 'a;extra=="', 'a>']) {
      const read = (): void => {
        try {
          parseRequirement((head + unit.repeat(4_096)).slice(0, 4_096));
        } catch {
          // Refused: how is told above.
        }
      };
      assert.ok(fastestMs(read, 50) < 50, `${head} ${unit}`);
    }
  }
});
