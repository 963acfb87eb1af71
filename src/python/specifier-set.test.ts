import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../base/refusal.ts';
import { parseSpecifierSet } from './specifier-set.ts';

const NORMAL_TEXTS = [
  ['', ''],
  ['>=3.8', '>=3.8'],
  ['>1.0,<2.0', '<2.0,>1.0'],
  [' >= 3.8 , != 3.9.* ,, >=3.8 ', '!=3.9.*,>=3.8'],
  ['~=3.10', '~=3.10'],
  ['==1!2.*', '==1!2.*'],
  ['==1.0+local', '==1.0+local'],
  ['~= 1.0rc1.post2.dev3', '~=1.0rc1.post2.dev3'],
  ['===any-text', '===any-text'],
] as const;

for (const [written, normal] of NORMAL_TEXTS) {
  test(`${JSON.stringify(written)} is written ${JSON.stringify(normal)}`, () => {
    assert.equal(parseSpecifierSet(written), normal);
  });
}

const REFUSED = [
  '3.8',
  '=3.8',
  '=>3.8',
  '>=',
  '>= 3 .8',
  '>=3.*',
  '~=3',
  '~=3.*',
  '~=3.1+a',
  '<1.0+a',
  '==1.0.dev1.*',
  '==1.0+a.*',
  '==1.0 .*',
  '==.*',
  '==*',
  '===',
  '===a b',
  '===a;b',
  '>=3.8;',
  '>=3.8 <4',
  '>=é',
  '>=3.8\0',
  'python',
  '>=3.8"',
];

for (const text of REFUSED) {
  test(`${JSON.stringify(text)} is no set of specifiers`, () => {
    assert.throws(() => parseSpecifierSet(text), { name: 'Refusal', kind: 'invalid', code: 'upload.bad-specifier' });
  });
}

test('any text is a set of specifiers or is refused, and the normal text is read back as itself', () => {
  const piece = fc.constantFrom('>=', '==', '~=', '===', '<', '!=', '3', '.8', '.*', ',', ' ', 'rc1', '+a', ';', 'é');

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      try {
        const normal = parseSpecifierSet(pieces.join(''));
        assert.equal(parseSpecifierSet(normal), normal);
      } catch (error) {
        assert.equal(error instanceof Refusal, true);
      }
    }),
    { seed: 440, numRuns: 1_000 },
  );
});

test('a hostile text of 64 KiB is refused within 50 ms', () => {
  const startedAt = performance.now();

  for (const unit of [',', '>=1,', ' ', '=', '1']) {
    assert.throws(() => parseSpecifierSet(unit.repeat(65_536 / unit.length)), { code: 'upload.bad-specifier' });
  }

  assert.ok(performance.now() - startedAt < 50);
});
