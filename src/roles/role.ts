import type { AccountId, Millis, ProjectId } from '../base/brands.ts';
import { newId } from '../crypto/reference.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import type { ProjectRolesTable } from '../schema/projects.ts';
import type { Keys, World } from '../world.ts';

/** What a person can be on a project, strongest first. */
export const ROLES = ['owner', 'maintainer'] as const;
export type Role = (typeof ROLES)[number];

/** What each role is for, in one sentence for pages and documents. */
export const ROLE_SENTENCES: Readonly<Record<Role, string>> = {
  owner: 'May upload, manage the project and decide who else may.',
  maintainer: 'May upload.',
};

/** A role that somebody holds. */
export interface HeldRole {
  readonly projectId: ProjectId;
  readonly accountId: AccountId;
  readonly role: Role;
  readonly grantedAt: number;
}

type StableRow = Omit<ProjectRolesTable, 'row_mac'>;

/** The row of a new role; all its columns are under a MAC. */
export function newRoleRow(
  world: Pick<World, 'keys' | 'random'>,
  held: { projectId: ProjectId; accountId: AccountId; role: Role; grantedAt: Millis },
): ProjectRolesTable {
  const stable: StableRow = {
    id: newId<string>(world.random),
    project_id: held.projectId,
    account_id: held.accountId,
    role: held.role,
    granted_at: held.grantedAt,
  };
  return { ...stable, row_mac: rowMac(world.keys, 'project_roles', { ...stable }) };
}

/** The role of a row; undefined when somebody wrote or changed the row who does not hold the keys (H7). */
export function readRoleRow(keys: Keys, row: ProjectRolesTable): HeldRole | undefined {
  const { id, project_id, account_id, role, granted_at } = row;
  if (!isRowMac(keys, 'project_roles', { id, project_id, account_id, role, granted_at }, row.row_mac)) return undefined;
  return { projectId: project_id, accountId: account_id, role, grantedAt: granted_at };
}
