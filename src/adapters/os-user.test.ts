import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { test } from 'node:test';
import { osUser } from './os-user.ts';

const me = userInfo().username;

test('a command is run by the user of its process', () => {
  assert.equal(osUser(undefined), me);
});

test('who called sudo is named too, but not twice', () => {
  assert.deepEqual([osUser('ines'), osUser(me)], [`${me} (sudo by ines)`, me]);
});

test('a name that no line of text can hold does not get into the trail as it is', () => {
  assert.equal(osUser('a\nb\u202e\ud800'), `${me} (sudo by a?b??)`);
});
