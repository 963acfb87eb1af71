import { keepBooks } from '../audit/act.ts';
import { DAY, HOUR } from '../base/brands.ts';
import { isLeaseHeld } from '../outbox/leases.ts';
import type { World } from '../world.ts';
import { dropBlob, forgetBlob, listOrphans } from './store.ts';

/** While it is held, no bytes are removed: a backup copies files that its snapshot names, after the snapshot. */
export const BACKUP_LEASE = 'backup';

/**
 * Removes bytes that nothing names since a day: what a crash left behind. Marks first: an upload that wants
 * them is told to come again, and comes when they are forgotten. Does nothing while a backup copies files.
 */
export async function sweepBlobs(world: World): Promise<number> {
  if (await isLeaseHeld(world, BACKUP_LEASE)) return 0;
  const now = world.clock.now();
  const before = now - DAY;
  const orphans = await listOrphans(world.read, before);
  let removed = 0;
  for (const sha256 of orphans) {
    if (!(await keepBooks(world, (tx) => dropBlob(tx, { sha256, before, stale: now - HOUR, now })))) continue;
    await world.files.remove(sha256);
    await keepBooks(world, (tx) => forgetBlob(tx, sha256));
    removed += 1;
  }
  return removed;
}
