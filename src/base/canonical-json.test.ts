import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

test('members are sorted and white space is left out', () => {
  assert.equal(canonicalJson({ b: 1, a: [true, null, 'x'], c: { z: 0, y: -1 } }), '{"a":[true,null,"x"],"b":1,"c":{"y":-1,"z":0}}');
});

test('texts are written in NFC, so two spellings of one letter are one text', () => {
  assert.equal(canonicalJson('e\u0301'), '"\u00e9"');
});

test('a fraction has no canonical form', () => {
  assert.throws(() => canonicalJson(0.5), TypeError);
});

test('a lone surrogate has no canonical form', () => {
  assert.throws(() => canonicalJson('\ud800'), TypeError);
});

test('reading the canonical text gives the value back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc
          .string()
          .map((s) => s.normalize('NFC'))
          .filter((s) => s.isWellFormed() && s !== '__proto__'),
        fc.integer(),
      ),
      (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), { ...value });
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});
