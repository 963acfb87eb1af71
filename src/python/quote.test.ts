import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quote } from './quote.ts';

test('a value is quoted, and what can not be seen is written out', () => {
  assert.equal(quote('a"b\n\u202e\u0085\ufeffé'), '"a\\"b\\n\\u202e\\u0085\\ufeffé"');
});

test('a long value is cut without leaving half a character', () => {
  assert.equal(quote(`${'x'.repeat(9)}😀y`, 10), '"xxxxxxxxx\ufffd..."');
});
