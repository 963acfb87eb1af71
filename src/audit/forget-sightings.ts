import type { Millis } from '../base/brands.ts';
import type { Sighting, World } from '../world.ts';
import { keepBooks } from './act.ts';

/** Forgets when and from where things of one kind were last used, where that is at least as long ago as `until`. */
export async function forgetSightings(world: Pick<World, 'database'>, kind: Sighting['kind'], until: Millis): Promise<void> {
  await keepBooks(world, (tx) => tx.deleteFrom('sightings').where('kind', '=', kind).where('seen_at', '<=', until).execute());
}
