import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeOnto } from './ask-secret.ts';

test('keys become a line, and enter ends it', () => {
  assert.deepEqual(typeOnto('wand', 'ering\r'), { line: 'wandering', end: 'entered', rest: '' });
});

test('backspace takes back a whole letter, whatever its length', () => {
  assert.deepEqual(typeOnto('a\u{1F511}', '\u007fb'), { line: 'ab', end: undefined, rest: '' });
});

test('ctrl-C forgets what was typed', () => {
  assert.deepEqual(typeOnto('half a secret', '\u0003'), { line: '', end: 'cancelled', rest: '' });
});

test('of two pasted lines the second is left for the next question', () => {
  assert.deepEqual(typeOnto('', 'first\rsecond\r'), { line: 'first', end: 'entered', rest: 'second\r' });
});
