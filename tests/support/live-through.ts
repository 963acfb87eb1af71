import { makeTimekeeper } from '../../src/audit/note-time.ts';
import { HOUR } from '../../src/base/brands.ts';
import type { StorySite } from './story-site.ts';

/** Lets hours be lived through, as a site that runs does: what waits ripens by them. */
export async function liveThrough({ world, clock }: Pick<StorySite, 'world' | 'clock'>, hours: number): Promise<void> {
  let lived = 0;
  const note = makeTimekeeper(world, { highWater: () => clock.now(), lived: () => lived });
  await note();
  clock.advance({ hours });
  lived = hours * HOUR;
  await note();
}
