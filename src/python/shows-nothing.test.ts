import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastestMs } from '../../tests/support/fastest.ts';
import { showsNothing } from './shows-nothing.ts';

test('comments and markup without text show nothing', () => {
  assert.equal(showsNothing('<!-- later -->', ''), true);
  assert.equal(showsNothing('.. later', '<div>\n</div>'), true);
  assert.equal(showsNothing('&nbsp;', '<p>&nbsp;</p>'), true);
});

test('text, a line, a picture and a description that is blank do not count as nothing', () => {
  assert.equal(showsNothing('Tides', '<p>Tides</p>'), false);
  assert.equal(showsNothing('---', '<hr />'), false);
  assert.equal(showsNothing('![](https://example.org/a.png)', '<p></p>'), false);
  assert.equal(showsNothing('.. image:: https://example.org/a.png', ''), false);
  assert.equal(showsNothing(' \n', ''), false);
});

test('a long text without an end of its tags is answered within 50 ms', () => {
  assert.ok(fastestMs(() => showsNothing('x', '<'.repeat(100_000)), 50) < 50);
});
