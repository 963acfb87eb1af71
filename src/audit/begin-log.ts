import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { appendEntries, type LogHead } from './sequencer.ts';

/**
 * Begins the log of a restored site: its first leaf is the newest `site.log-begun`, before everything that waits, since the log
 * before may have given those entries other places (H1). `base` is the sequence of that leaf.
 *
 * @throws Error when no such entry waits
 */
export async function beginLog(tx: Transaction<Schema>, log: { readonly epoch: number; readonly base: number }): Promise<LogHead> {
  const first = await tx
    .selectFrom('entries')
    .select(['serial', 'id', 'leaf', 'mac', 'part', 'body'])
    .where('kind', '=', 'site.log-begun')
    .where('sequence', 'is', null)
    .orderBy('serial', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return appendEntries(tx, { ...log, size: 0, root: '' }, [first]);
}
