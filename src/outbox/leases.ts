import { keepBooks } from '../audit/act.ts';
import type { World } from '../world.ts';

/**
 * Takes or keeps a lease for `ttlMs`; true for one holder among all processes. Work that must run once (sequencer, sweeps) runs
 * only while it is held.
 */
export async function holdLease(world: Pick<World, 'clock' | 'database'>, name: string, holder: string, ttlMs: number): Promise<boolean> {
  const now = world.clock.now();
  return keepBooks(world, async (tx) => {
    const taken = await tx
      .insertInto('leases')
      .values({ name, holder, until_at: now + ttlMs })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ holder, until_at: now + ttlMs })
          .where((where) => where.or([where('leases.holder', '=', holder), where('leases.until_at', '<', now)])),
      )
      .returning('holder')
      .execute();
    return taken.length === 1;
  });
}

/** Whether anybody holds a lease now. */
export async function isLeaseHeld(world: Pick<World, 'clock' | 'read'>, name: string): Promise<boolean> {
  const row = await world.read
    .selectFrom('leases')
    .select('holder')
    .where('name', '=', name)
    .where('until_at', '>=', world.clock.now())
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives a lease back at a clean end, so that the next process need not wait for it. */
export async function dropLease(world: Pick<World, 'database'>, name: string, holder: string): Promise<void> {
  await keepBooks(world, (tx) => tx.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute());
}

/** Gives back all that a process holds, at its clean end. */
export async function dropLeases(world: Pick<World, 'database'>, holder: string): Promise<void> {
  await keepBooks(world, (tx) => tx.deleteFrom('leases').where('holder', '=', holder).execute());
}
