import { type AccountStanding, findStandings } from '../access/find-standings.ts';
import { keepBooks } from '../audit/act.ts';
import type { AdoptionDaysTable } from '../schema/accounts.ts';
import type { World } from '../world.ts';
import { setAdoptionDay } from './store.ts';

/** How many accounts have which best factor now, for the day in UTC. Pure. */
export function adoptionOf(standings: readonly AccountStanding[], now: number): AdoptionDaysTable {
  const passkeys = standings.filter(({ keys }) => keys > 0).length;
  const bare = standings.filter(({ apps, keys }) => apps + keys === 0).length;
  return { day: new Date(now).toISOString().slice(0, 10), bare, apps: standings.length - passkeys - bare, passkeys };
}

/** Writes today's numbers anew; the last ones of a day stay. A job. */
export async function noteAdoption(world: World): Promise<void> {
  const day = adoptionOf(await findStandings(world), world.clock.now());
  await keepBooks(world, (tx) => setAdoptionDay(tx, day));
}
