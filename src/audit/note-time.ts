import type { World } from '../world.ts';
import { keepBooks } from './act.ts';

/** Writes the high-water mark of time, which never goes back behind it after a restart (security-model part 4). */
export async function noteTime(world: Pick<World, 'database'>, highWater: number): Promise<void> {
  await keepBooks(world, (tx) =>
    tx.updateTable('clock').set({ high_water_at: highWater }).where('id', '=', 1).where('high_water_at', '<', highWater).execute(),
  );
}

/** The mark that an earlier run left. */
export async function findHighWater(world: Pick<World, 'read'>): Promise<number> {
  const row = await world.read.selectFrom('clock').select('high_water_at').where('id', '=', 1).executeTakeFirst();
  return row?.high_water_at ?? 0;
}
