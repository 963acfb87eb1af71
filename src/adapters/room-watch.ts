import { statfsSync } from 'node:fs';

/** What of the disk is kept for acts that take rights away, when everything else has used the rest up (H9). */
export const RESERVE_BYTES = 100_000_000;

const LOOK_EVERY_MS = 1_000;

/** Free bytes of a folder's disk, as far as this user may have them. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Tells whether the disk of a folder has only its reserve left; looks at it once a second at most. */
export function makeRoomWatch(folder: string, reserveBytes: number = RESERVE_BYTES): () => boolean {
  let [lookedAt, isShort] = [Number.NEGATIVE_INFINITY, false];
  return () => {
    const now = performance.now();
    if (now - lookedAt >= LOOK_EVERY_MS) {
      isShort = freeBytes(folder) < reserveBytes;
      lookedAt = now;
    }
    return isShort;
  };
}
