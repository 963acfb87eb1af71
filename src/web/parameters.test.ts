import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseParameters } from './parameters.ts';

const found = (text: string) => [...parseParameters(text)];

test('parameters are read as browsers write them', () => {
  assert.deepEqual(found('q=a+b&x=%C3%BC&empty=&bare&a%3Db=c=d'), [
    ['q', 'a b'],
    ['x', 'ü'],
    ['empty', ''],
    ['bare', ''],
    ['a=b', 'c=d'],
  ]);
  assert.deepEqual(found(''), []);
  assert.deepEqual(found('&&a=1&'), [['a', '1']]);
});

test('a name that comes twice is refused, however it is spelled', () => {
  for (const text of ['a=1&a=2', 'a=1&a=1', 'a&a', 'a=1&%61=2', 'x=0&a=1&y=2&a=3']) {
    assert.throws(() => parseParameters(text), { kind: 'invalid', code: 'request.repeated' }, text);
  }
});

test('what is no UTF-8, or holds NUL, is refused', () => {
  for (const text of ['a=%ff', 'a=%C3', 'a=%', 'a=%zz', 'a=%00', '%00=a', 'a=%ED%A0%80', 'a=%C0%AF', 'a=\0']) {
    assert.throws(() => parseParameters(text), { kind: 'invalid', code: 'request.undecodable' }, text);
  }
});

test('two hundred parameters are enough', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `p${i}=1`).join('&');

  assert.equal(parseParameters(many(200)).size, 200);
  assert.throws(() => parseParameters(many(201)), { code: 'request.too-many-fields' });
});

test('names like __proto__ are names like others', () => {
  assert.deepEqual(found('__proto__=1&constructor=2'), [
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});

test('what URLSearchParams writes is read back', () => {
  const entries = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
    selector: ([name]) => name,
    maxLength: 8,
  });

  fc.assert(
    fc.property(entries, (pairs) => {
      fc.pre(!pairs.flat().some((text) => text.includes('\0')));
      assert.deepEqual(found(new URLSearchParams(pairs).toString()), pairs);
    }),
    { seed: 8, numRuns: 300 },
  );
});
