import { type Event, ofAccount, ofProject } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, ProjectId } from '../base/brands.ts';
import type { World } from '../world.ts';
import { newRoleRow } from './role.ts';
import { insertRole } from './store.ts';

/**
 * Makes whoever uploads a new name the owner of the project, in the act that makes the project. Gives the event that accounts for
 * `project_roles`, the new row named in it.
 */
export async function grantFirstOwner(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  grant: { readonly projectId: ProjectId; readonly accountId: AccountId; readonly now: Millis },
): Promise<Event> {
  const { projectId, accountId, now } = grant;
  const changed = await insertRole(tx, newRoleRow(world, { projectId, accountId, role: 'owner', grantedAt: now }));
  return {
    kind: 'project.role-granted',
    subjects: [ofAccount(accountId), ofProject(projectId)],
    details: { project: projectId, account: accountId, role: 'owner' },
    rows: changed,
  };
}
