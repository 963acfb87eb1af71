import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { lowerPoolPriority } from './pool-priority.ts';

const isLinux = process.platform === 'linux';

test('the threads that hash give way, the thread that answers does not', {
  skip: isLinux ? false : 'priorities of threads are read from /proc',
}, async () => {
  const before = getPriority();

  await lowerPoolPriority();

  const pool = readdirSync('/proc/self/task').filter((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').startsWith('libuv-worker'));
  assert.ok(pool.length > 0);
  assert.deepEqual(new Set(pool.map((id) => getPriority(Number(id)))), new Set([19]));
  assert.equal(getPriority(), before);
});
