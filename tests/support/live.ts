import { makeTimekeeper } from '../../src/audit/note-time.ts';
import { HOUR } from '../../src/base/brands.ts';
import type { StorySite } from './story-site.ts';

/** Lets hours be lived through, as the keeper of time notes them: what has to wait ripens by that. */
export async function live(site: StorySite, hours: number): Promise<void> {
  let lived = 0;
  const note = makeTimekeeper(site.world, { highWater: () => site.clock.now(), lived: () => lived });
  await note();
  site.clock.advance({ hours });
  lived = hours * HOUR;
  await note();
}
