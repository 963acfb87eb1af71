import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeQuickFolder } from '../../tests/support/quick-folder.ts';
import { freeBytes, makeRoomWatch } from './room-watch.ts';

test('a disk with more than the reserve has room, one with less has not', (t) => {
  const folder = makeQuickFolder();
  t.after(() => folder.remove());
  const free = freeBytes(folder.path);

  assert.equal(makeRoomWatch(folder.path, free / 2)(), false);
  assert.equal(makeRoomWatch(folder.path, free * 2)(), true);
});
