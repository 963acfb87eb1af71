/**
 * Makes one sync serve all who wait for it: who comes while a sync runs shares the one that starts after it, for only that one is
 * sure to hold what was written before it came.
 */
export function shareSync(sync: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let next: Promise<void> | undefined;

  async function startAfter(earlier: Promise<void>): Promise<void> {
    // The earlier one's failure is told to those who waited for it.
    await earlier.catch(() => undefined);
    next = undefined;
    last = sync();
    await last;
  }

  return () => {
    next ??= startAfter(last);
    return next;
  };
}
