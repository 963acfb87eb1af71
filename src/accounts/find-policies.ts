import { readPolicies } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';
import type { Reading } from '../world.ts';
import { findPolicyRows } from './store.ts';

/** The policies in force now. */
export async function findPolicies(world: Pick<Reading, 'read' | 'settings'>): Promise<Policies> {
  return readPolicies(await findPolicyRows(world.read), world.settings.pinned);
}
