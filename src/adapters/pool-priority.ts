import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setPriority } from 'node:os';

const THREADS = '/proc/self/task';
const POOL_THREAD = 'libuv-worker\n';
/** The kernel's last place: a hash takes what the thread that answers leaves over. */
const LAST = 19;

/**
 * Lets the threads of Node's pool, where passwords are hashed, give way to the thread that answers, so that people who sign in do
 * not slow down the index. Linux knows priorities of single threads; elsewhere, and where it is not allowed, nothing changes.
 */
export async function lowerPoolPriority(): Promise<void> {
  // The first work starts all threads of the pool.
  await readdir('.');
  try {
    for (const thread of readdirSync(THREADS)) if (isOfPool(thread)) setPriority(Number(thread), LAST);
  } catch {
    // No /proc, or a host that forbids it: sign-ins are only less polite.
  }
}

function isOfPool(thread: string): boolean {
  return readFileSync(`${THREADS}/${thread}/comm`, 'utf8') === POOL_THREAD;
}
