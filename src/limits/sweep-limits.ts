import { DAY } from '../base/brands.ts';
import { type Counting, LONGEST_WINDOW_MS } from './spend-limit.ts';

// The order in which guesses lock their rows: deleting in another one could wait for them in a circle.
const POOLS = ['known', 'stranger'] as const;

/** Removes counters whose window is over, and guesses that are forgiven or stand for a name of an earlier day. A job, about once an hour. */
export async function sweepLimits(world: Pick<Counting, 'clock' | 'database'>): Promise<void> {
  const now = world.clock.now();

  await world.database.transaction(async (tx) => {
    await tx
      .deleteFrom('limit_counters')
      .where('window_at', '<', now - LONGEST_WINDOW_MS)
      .execute();
    for (const pool of POOLS) {
      const over = tx.deleteFrom('guesses').where('pool', '=', pool);
      await over.where('failures', '=', 0).where('waits_until_at', '<=', now).execute();
      await over
        .where('authenticator', 'like', 'name:%')
        .where('waits_until_at', '<', now - DAY)
        .execute();
    }
  });
}
