/**
 * Makes one sync serve all who wait for it: who comes while a sync runs shares the one that starts after it, for only that one is
 * sure to hold what was written before it came.
 *
 * After a failure every later one fails with it: the kernel tells of a page that it could not write once, forgets it, and the next
 * sync succeeds over the hole. What stands behind the hole in a write-ahead log would be gone after a loss of power.
 */
export function shareSync(sync: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let next: Promise<void> | undefined;

  async function startAfter(earlier: Promise<void>): Promise<void> {
    try {
      await earlier;
    } finally {
      next = undefined;
    }
    last = sync();
    await last;
  }

  return () => {
    next ??= startAfter(last);
    return next;
  };
}
