import { DAY, millis } from '../base/brands.ts';
import type { World } from '../world.ts';
import { keepBooks } from './act.ts';
import { dayOf } from './data-keys.ts';

/** How long strangers' addresses and browsers can be read. */
const KEPT_MS = 90 * DAY;

/** Destroys the keys of days that are over for 90 days: what strangers left behind is noise from then on (security-model 4). Gives how many. */
export async function sweepDayKeys(world: Pick<World, 'clock' | 'database'>): Promise<number> {
  if (world.clock.isSuspect()) return 0;
  const before = dayOf(millis(world.clock.now() - KEPT_MS));
  return keepBooks(world, async (tx) => (await tx.deleteFrom('day_keys').where('day', '<', before).returning('day').execute()).length);
}
