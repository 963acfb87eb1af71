import { toHex } from '../base/bytes.ts';
import type { Keys, Read } from '../world.ts';
import { openOwnCheckpoint } from './known-sizes.ts';

/**
 * What is wrong with the database when the newest checkpoint outside of it is held against it, in one sentence; undefined when they
 * agree. A database that was put back to an earlier state is found, unless the file was put back with it (H1, H2).
 */
export async function findRollback(
  world: { readonly keys: Keys; readonly read: Read },
  note: string | undefined,
): Promise<string | undefined> {
  if (note === undefined) return undefined;
  const outside = openOwnCheckpoint(world.keys, note);
  if (outside === undefined) return 'The newest checkpoint in the file was not signed by the key of this log.';
  const head = await world.read.selectFrom('log_head').select(['epoch', 'size']).where('id', '=', 1).executeTakeFirstOrThrow();
  // Before a restored site signed anything, the file ends with the log before.
  if (outside.epoch < head.epoch) return undefined;
  if (outside.epoch > head.epoch) return 'The file has checkpoints of a later restore: this database is an older one.';
  if (outside.size > head.size) {
    return `The file has a checkpoint of ${outside.size} entries, the database only ${head.size}: it was put back to an earlier state.`;
  }
  const inside = await findCheckpoint(world, outside.epoch, outside.size);
  if (inside === toHex(outside.root)) return undefined;
  return `The database has another history than the checkpoint of ${outside.size} entries in the file.`;
}

async function findCheckpoint(
  world: { readonly keys: Keys; readonly read: Read },
  epoch: number,
  size: number,
): Promise<string | undefined> {
  const row = await world.read
    .selectFrom('checkpoints')
    .select('note')
    .where('epoch', '=', epoch)
    .where('size', '=', size)
    .executeTakeFirst();
  const checkpoint = row && openOwnCheckpoint(world.keys, row.note);
  return checkpoint && toHex(checkpoint.root);
}
