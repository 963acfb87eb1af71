import { keepBooks } from '../audit/act.ts';
import type { World } from '../world.ts';
import { dropDeadEnrolments } from './store.ts';

/** Takes away enrolments that nobody finished in time, and the secrets in them (B9). A job; gives how many. */
export async function sweepEnrolments(world: Pick<World, 'clock' | 'database'>): Promise<number> {
  return keepBooks(world, (tx) => dropDeadEnrolments(tx, world.clock.now()));
}
