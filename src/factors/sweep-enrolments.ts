import { keepBooks } from '../audit/act.ts';
import type { World } from '../world.ts';
import { dropDeadChallenges, dropDeadEnrolments } from './store.ts';

/** Takes away enrolments that nobody finished in time, and the secrets in them (B9), and answered challenges. A job; gives how many enrolments. */
export async function sweepEnrolments(world: Pick<World, 'clock' | 'database'>): Promise<number> {
  return keepBooks(world, async (tx) => {
    await dropDeadChallenges(tx, world.clock.now());
    return dropDeadEnrolments(tx, world.clock.now());
  });
}
