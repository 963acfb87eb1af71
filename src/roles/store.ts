import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, ProjectId } from '../base/brands.ts';
import type { ProjectName } from '../python/project-name.ts';
import type { ProjectRolesTable, ProjectsTable } from '../schema/projects.ts';
import type { Read } from '../world.ts';

export function findProjectRow(read: Read, name: ProjectName): Promise<ProjectsTable | undefined> {
  return read.selectFrom('projects').selectAll().where('name', '=', name).executeTakeFirst();
}

export function findRoleRow(read: Read, projectId: ProjectId, accountId: AccountId): Promise<ProjectRolesTable | undefined> {
  return read
    .selectFrom('project_roles')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

export function listRolesOfProject(read: Read, projectId: ProjectId): Promise<(ProjectRolesTable & { username: string })[]> {
  return read
    .selectFrom('project_roles')
    .innerJoin('accounts', 'accounts.id', 'project_roles.account_id')
    .selectAll('project_roles')
    .select('accounts.username')
    .where('project_roles.project_id', '=', projectId)
    .orderBy('project_roles.granted_at')
    .orderBy('accounts.username')
    .execute();
}

export type RoleWithProject = ProjectRolesTable & Pick<ProjectsTable, 'name' | 'display_name' | 'made_at' | 'changed_at'>;

export function listRolesOfAccount(read: Read, accountId: AccountId): Promise<RoleWithProject[]> {
  return read
    .selectFrom('project_roles')
    .innerJoin('projects', 'projects.id', 'project_roles.project_id')
    .selectAll('project_roles')
    .select(['projects.name', 'projects.display_name', 'projects.made_at', 'projects.changed_at'])
    .where('project_roles.account_id', '=', accountId)
    .orderBy('projects.name')
    .execute();
}

export async function insertRole(tx: Write, row: ProjectRolesTable): Promise<readonly RowRef[]> {
  await tx.insertInto('project_roles').values(row).execute();
  return rows('project_roles', [row.id]);
}
