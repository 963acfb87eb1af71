import type { ComingPoliciesTable } from '../schema/accounts.ts';
import { readPolicies, waitMs } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';
import type { Reading } from '../world.ts';
import { findPolicyRows, listComingPolicies } from './store.ts';

/** The policies in force now. */
export async function findPolicies(world: Pick<Reading, 'read' | 'settings'>): Promise<Policies> {
  return readPolicies(await findPolicyRows(world.read), world.settings.pinned);
}

/**
 * WAIT as it is set, in milliseconds of lived time: the one source for every cooling-off. What has begun keeps the wait it began with.
 */
export async function findWait(world: Pick<Reading, 'read' | 'settings'>): Promise<number> {
  return waitMs(await findPolicies(world));
}

/** The tightenings that begin on a day, as they were announced; none of what the host pins. */
export async function findComingPolicies({ read, settings }: Pick<Reading, 'read' | 'settings'>): Promise<readonly ComingPoliciesTable[]> {
  return (await listComingPolicies(read)).filter(({ name }) => settings.pinned[name as keyof Policies] === undefined);
}
