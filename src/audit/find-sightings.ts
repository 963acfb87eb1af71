import { openText } from '../crypto/person-key.ts';
import type { Reading, Sighting } from '../world.ts';
import { findPersonKey } from './data-keys.ts';
import { sightingPlace } from './seen-book.ts';

export interface LastSeen {
  readonly at: number;
  readonly address: string;
  readonly userAgent: string;
}

/** When and from where each of these was last used; those never seen are absent. */
export async function findSightings(
  world: Pick<Reading, 'keys' | 'read'>,
  kind: Sighting['kind'],
  ids: readonly string[],
): Promise<ReadonlyMap<string, LastSeen>> {
  const found = new Map<string, LastSeen>();
  if (ids.length === 0) return found;
  const sightings = await world.read.selectFrom('sightings').selectAll().where('kind', '=', kind).where('id', 'in', ids).execute();
  for (const row of sightings) {
    const key = await findPersonKey(world, world.read, row.person_id).catch(() => undefined);
    if (key === undefined) continue;
    const origin = JSON.parse(openText(world.keys, key, sightingPlace(row.kind, row.id, row.person_id), row.origin_sealed)) as Omit<
      LastSeen,
      'at'
    >;
    found.set(row.id, { at: row.seen_at, ...origin });
  }
  return found;
}
