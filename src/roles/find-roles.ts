import type { AccountId, ProjectId } from '../base/brands.ts';
import { isProjectName } from '../python/project-name.ts';
import type { Reading } from '../world.ts';
import { type HeldRole, type Role, readRoleRow } from './role.ts';
import { findProjectRow, findRoleRow, listRolesOfAccount, listRolesOfProject } from './store.ts';

/** What finding roles needs: the keys, because a role that this house did not write counts for nothing; inside an act `read` is its `tx`. */
export type RoleWorld = Pick<Reading, 'keys' | 'read'>;

export interface NamedProjectRow {
  readonly id: ProjectId;
  /** Normalised. */
  readonly name: string;
  /** As its first upload spelled it. */
  readonly displayName: string;
  readonly madeAt: number;
  readonly changedAt: number;
}

export interface RoleHolder extends HeldRole {
  readonly username: string;
}

export interface ProjectRole extends HeldRole {
  readonly project: NamedProjectRow;
}

/** A project by its normalised name; any text may be asked, as it comes from URLs and forms. */
export async function findProject(read: Reading['read'], name: string): Promise<NamedProjectRow | undefined> {
  const row = isProjectName(name) ? await findProjectRow(read, name) : undefined;
  return row && { id: row.id, name: row.name, displayName: row.display_name, madeAt: row.made_at, changedAt: row.changed_at };
}

/** What an account is on a project; undefined for nothing. */
export async function findRole(world: RoleWorld, projectId: ProjectId, accountId: AccountId): Promise<Role | undefined> {
  const row = await findRoleRow(world.read, projectId, accountId);
  return row && readRoleRow(world.keys, row)?.role;
}

/** Who holds a role on a project, longest first. */
export async function findRoleHolders(world: RoleWorld, projectId: ProjectId): Promise<readonly RoleHolder[]> {
  const found = await listRolesOfProject(world.read, projectId);
  return found.flatMap((row) => {
    const held = readRoleRow(world.keys, row);
    return held === undefined ? [] : [{ ...held, username: row.username }];
  });
}

/** The projects on which an account holds a role, by name. */
export async function findProjectsOf(world: RoleWorld, accountId: AccountId): Promise<readonly ProjectRole[]> {
  const found = await listRolesOfAccount(world.read, accountId);
  return found.flatMap((row) => {
    const held = readRoleRow(world.keys, row);
    const { name, display_name: displayName, made_at: madeAt, changed_at: changedAt } = row;
    return held === undefined ? [] : [{ ...held, project: { id: row.project_id, name, displayName, madeAt, changedAt } }];
  });
}
