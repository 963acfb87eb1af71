import { sql } from 'kysely';
import type { ProjectId, ReleaseId } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { FilesTable, ProjectsTable, ReleasesTable } from '../schema/projects.ts';
import type { Read } from '../world.ts';

export function findProject(read: Read, name: string): Promise<ProjectsTable | undefined> {
  return read.selectFrom('projects').selectAll().where('name', '=', name).executeTakeFirst();
}

export function listReleases(read: Read, projectId: ProjectId): Promise<ReleasesTable[]> {
  return read.selectFrom('releases').selectAll().where('project_id', '=', projectId).execute();
}

export function listFiles(read: Read, projectId: ProjectId): Promise<FilesTable[]> {
  return read.selectFrom('files').selectAll().where('project_id', '=', projectId).orderBy('filename').execute();
}

/** User names of whoever uploaded files of a release. */
export async function listUploaders(read: Read, releaseId: ReleaseId): Promise<string[]> {
  const found = await read
    .selectFrom('files')
    .innerJoin('accounts', 'accounts.id', 'files.uploaded_by')
    .select('accounts.username')
    .distinct()
    .where('files.release_id', '=', releaseId)
    .orderBy('accounts.username')
    .execute();
  return found.map(({ username }) => username);
}

export interface ListedRelease {
  readonly name: string;
  readonly version: string;
  readonly metadata: string;
  readonly made_at: number;
}

/** Newest releases, or those of projects whose name holds a text. */
export function listNewest(read: Read, limit: number): Promise<ListedRelease[]> {
  return selectListed(read).orderBy('releases.made_at', 'desc').limit(limit).execute();
}

/** Projects whose name begins with, or holds, the text; `%` and `_` are meant literally. */
export function searchProjects(read: Read, text: string, limit: number): Promise<ProjectsTable[]> {
  const literal = text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
  return read
    .selectFrom('projects')
    .selectAll()
    .where(sql<boolean>`name like ${`%${literal}%`} escape '\\'`)
    .orderBy('name')
    .limit(limit)
    .execute();
}

function selectListed(read: Read) {
  return read
    .selectFrom('releases')
    .innerJoin('projects', 'projects.id', 'releases.project_id')
    .select(['projects.name', 'releases.version', 'releases.metadata', 'releases.made_at']);
}

export function findAccount(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

export async function countProjects(read: Read): Promise<{ projects: number; files: number }> {
  const projects = await read
    .selectFrom('projects')
    .select((from) => from.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const files = await read
    .selectFrom('files')
    .select((from) => from.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { projects: Number(projects.count), files: Number(files.count) };
}
