import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex } from '../base/bytes.ts';
import { parseRecoveryCode, renderRecoveryCode } from './recovery-code.ts';

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

test('6.5.4: ten bytes become four groups of four', () => {
  assert.equal(renderRecoveryCode(fromHex('00443214c74254b635cf')!), '0123-4567-89ab-cdef');
  assert.equal(renderRecoveryCode(fromHex('ffffffffffffffffffff')!), 'zzzz-zzzz-zzzz-zzzz');
});

test('anything but ten bytes is a mistake of ours', () => {
  assert.throws(() => renderRecoveryCode(new Uint8Array(9)), RangeError);
});

test('58: case, blanks, dashes and look-alike letters do not matter', () => {
  const spellings = [
    '0123-4567-89ab-cdef',
    '0123456789ABCDEF',
    ' O123 4567 89ab cdef\n',
    'oI23–4567—89AB−CDEF',
    '0l23\u00a04567\u00a089ab\u00a0cdef',
  ];

  for (const text of spellings) assert.equal(parseRecoveryCode(text), '0123-4567-89ab-cdef', text);
});

test('other characters and lengths are refused', () => {
  for (const text of [
    '',
    '0123-4567-89ab-cde',
    '0123-4567-89ab-cdefg',
    '0123-4567-89ab-cdeu',
    '0123_4567_89ab_cdef',
    '０123-4567-89ab-cdef',
  ]) {
    assert.equal(parseRecoveryCode(text), undefined, text);
  }
  assert.equal(parseRecoveryCode('K123-4567-89ab-cdef'.replace('K', '\u212a')), undefined);
  assert.equal(parseRecoveryCode(`${' '.repeat(100_000)}0123-4567-89ab-cdef`), undefined);
});

test('every code reads back as itself', () => {
  fc.assert(
    fc.property(tenBytes, (bytes) => {
      const code = renderRecoveryCode(bytes);

      assert.match(code, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
      assert.equal(parseRecoveryCode(code), code);
      assert.equal(parseRecoveryCode(code.toUpperCase().replaceAll('0', 'O').replaceAll('1', 'I').replaceAll('-', ' ')), code);
    }),
    { seed: 80, numRuns: 300 },
  );
});

test('58: two codes never read as one', () => {
  fc.assert(
    fc.property(tenBytes, tenBytes, (left, right) => {
      fc.pre(Buffer.compare(left, right) !== 0);

      assert.notEqual(parseRecoveryCode(renderRecoveryCode(left)), parseRecoveryCode(renderRecoveryCode(right)));
    }),
    { seed: 81, numRuns: 300 },
  );
});

test('whatever text comes, it is a code in its one form or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'01OIlAzu- '), maxLength: 30 })), (text) => {
      const code = parseRecoveryCode(text);

      if (code !== undefined) assert.equal(parseRecoveryCode(code), code);
    }),
    { seed: 82, numRuns: 500 },
  );
});
