import { sealText } from '../crypto/person-key.ts';
import type { Seen, Sighting, World } from '../world.ts';
import { keepBooks } from './act.ts';
import { findPersonKey } from './data-keys.ts';

type SeenWorld = Pick<World, 'clock' | 'database' | 'keys' | 'random'>;

export interface SeenBook extends Seen {
  /** Writes what was noted since the last time; called every half minute and at the end. */
  flush(): Promise<void>;
}

/** Notes in memory what reading leaves behind, the newest of each, and writes it at most a minute later (law 9). */
export function makeSeenBook(world: SeenWorld): SeenBook {
  let noted = new Map<string, Sighting & { readonly at: number }>();
  return {
    note(sighting) {
      noted.set(`${sighting.kind}:${sighting.id}`, { ...sighting, at: world.clock.now() });
    },
    async flush() {
      const taken = noted;
      noted = new Map();
      for (const sighting of taken.values()) await writeSighting(world, sighting);
    },
  };
}

async function writeSighting(world: SeenWorld, sighting: Sighting & { readonly at: number }): Promise<void> {
  const key = await findPersonKey(world, world.database.read, sighting.personId).catch(() => undefined);
  if (key === undefined) return;
  const place = sightingPlace(sighting.kind, sighting.id, sighting.personId);
  const sealed = sealText(world, key, place, JSON.stringify({ address: sighting.address, userAgent: sighting.userAgent }));
  const values = { seen_at: sighting.at, person_id: sighting.personId, origin_sealed: sealed };
  await keepBooks(world, (tx) =>
    tx
      .insertInto('sightings')
      .values({ kind: sighting.kind, id: sighting.id, ...values })
      .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(values).where('sightings.seen_at', '<', sighting.at))
      .execute(),
  );
}

/** Where a sighting's origin is sealed to. */
export function sightingPlace(
  kind: string,
  id: string,
  personId: string,
): { table: string; column: string; rowId: string; ownerId: string } {
  return { table: 'sightings', column: 'origin_sealed', rowId: `${kind}:${id}`, ownerId: personId };
}
