import { sql } from 'kysely';
import { DAY, type Millis, millis, SECOND } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { mac } from '../crypto/mac.ts';
import type { World } from '../world.ts';
import { limitRefusal } from './limit-refusal.ts';
import { LIMITS, type SpentLimitName } from './limits.ts';

/** What counting needs of the world. */
export type Counting = Pick<World, 'clock' | 'keys' | 'database'>;

/**
 * Spends one of a limit in its own committed transaction, before the deed: whatever happens afterwards, it is counted.
 * `key` is what `LIMITS[name].per` names: a visit's network, an account's id, or '' for the site. It is stored only as a
 * keyed hash of the day. Fails closed: when the counter cannot be written, the deed is refused.
 *
 * @throws Refusal `limit.<name>` with the wait, `limit.unavailable`
 */
export async function spendLimit(world: Counting, name: SpentLimitName, key: string): Promise<void> {
  const now = world.clock.now();
  const windowMs = LIMITS[name].windowSeconds * SECOND;
  const windowAt = Math.floor(now / windowMs) * windowMs;

  if (!(await claimOne(world, name, key, windowAt))) throw limitRefusal(name, now, millis(windowAt + windowMs));
}

/** Spends one where nobody is refused for the lack of it: whether there was one left. */
export async function isUnspent(world: Counting, name: SpentLimitName, key: string): Promise<boolean> {
  try {
    await spendLimit(world, name, key);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'too-many') return false;
    throw error;
  }
}

/** One statement: of two that arrive together at the last one, one gets it. */
async function claimOne(world: Counting, name: SpentLimitName, key: string, windowAt: number): Promise<boolean> {
  const row = { key: counterKey(world, name, key, windowAt), window_at: windowAt, spent: 1 };
  try {
    const claimed = await world.database.transaction((tx) =>
      tx
        .insertInto('limit_counters')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['key', 'window_at'])
            .doUpdateSet({ spent: sql<number>`limit_counters.spent + 1` })
            .where('limit_counters.spent', '<', LIMITS[name].most),
        )
        .returning('spent')
        .executeTakeFirst(),
    );
    return claimed !== undefined;
  } catch (cause) {
    throw countersUnavailable(cause);
  }
}

/** The day stands in the hash: no counter can be tied to yesterday's, and no address or typed name lies in the database. */
function counterKey(world: Counting, name: SpentLimitName, key: string, windowAt: number): string {
  return toHex(mac(world.keys, 'mac/throttle', String(Math.floor(windowAt / DAY)), 'limit', name, key));
}

/** The answer when a counter cannot be written (law 6). */
export function countersUnavailable(cause: unknown): Refusal {
  // A database that is gone says so in its own words.
  if (cause instanceof Refusal && cause.kind === 'unavailable') return cause;
  return new Refusal(
    'unavailable',
    'limit.unavailable',
    'This cannot be counted right now, so it is not done. Try again in a few seconds.',
    {
      cause,
      retryAfterSeconds: 5,
    },
  );
}

/** Milliseconds of the longest window: older counters mean nothing any more. */
export const LONGEST_WINDOW_MS: Millis = millis(Math.max(...Object.values(LIMITS).map((limit) => limit.windowSeconds)) * SECOND);
