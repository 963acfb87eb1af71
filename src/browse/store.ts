import { sql } from 'kysely';
import { CLOSED_PREFIX } from '../accounts/closed-name.ts';
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
    .where('accounts.username_key', 'not like', `${CLOSED_PREFIX}%`)
    .orderBy('accounts.username')
    .execute();
  return found.map(({ username }) => username);
}

export interface ListedRelease {
  /** Normalised. */
  readonly name: string;
  readonly display_name: string;
  readonly version: string;
  readonly metadata: string;
  readonly made_at: number;
  /** Of its first file by name, with whoever uploaded that. */
  readonly sha256: string | null;
  readonly uploader: string | null;
}

/** Newest releases first. */
export function listNewest(read: Read, limit: number): Promise<ListedRelease[]> {
  return selectListed(read).orderBy('releases.made_at', 'desc').orderBy('releases.id').limit(limit).execute();
}

/** The newest releases of projects whose name holds the text, by name; `%` and `_` are meant literally. */
export async function searchProjects(read: Read, text: string, limit: number): Promise<ListedRelease[]> {
  const literal = text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
  const found = await read
    .selectFrom('projects')
    .select('id')
    .where(sql<boolean>`name like ${`%${literal}%`} escape '\\'`)
    .orderBy('name')
    .limit(limit)
    .execute();
  return listNewestOf(
    read,
    found.map(({ id }) => id),
  );
}

/** The newest release of each of these projects, by name. */
export async function listNewestOf(read: Read, projectIds: readonly ProjectId[]): Promise<ListedRelease[]> {
  if (projectIds.length === 0) return [];
  const found = await selectListed(read)
    .where('projects.id', 'in', projectIds)
    .where('releases.made_at', '=', (from) =>
      from
        .selectFrom('releases as others')
        .select((of) => of.fn.max('others.made_at').as('newest'))
        .whereRef('others.project_id', '=', 'projects.id'),
    )
    .orderBy('projects.name')
    .orderBy('releases.id')
    .execute();
  // Two releases made in the same millisecond are both the newest.
  return found.filter((release, index) => release.name !== found[index - 1]?.name);
}

function selectListed(read: Read) {
  return read
    .selectFrom('releases')
    .innerJoin('projects', 'projects.id', 'releases.project_id')
    .select(['projects.name', 'projects.display_name', 'releases.version', 'releases.metadata', 'releases.made_at'])
    .select((from) => {
      const first = from.selectFrom('files').whereRef('files.release_id', '=', 'releases.id').orderBy('files.filename').limit(1);
      const uploader = first
        .innerJoin('accounts', 'accounts.id', 'files.uploaded_by')
        .select('accounts.username')
        .where('accounts.username_key', 'not like', `${CLOSED_PREFIX}%`);
      return [first.select('files.sha256').as('sha256'), uploader.as('uploader')];
    });
}

export function findAccount(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

export interface Counts {
  readonly projects: number;
  readonly releases: number;
  readonly files: number;
}

export async function countAll(read: Read): Promise<Counts> {
  return { projects: await count(read, 'projects'), releases: await count(read, 'releases'), files: await count(read, 'files') };
}

async function count(read: Read, table: 'projects' | 'releases' | 'files'): Promise<number> {
  const counted = await read
    .selectFrom(table)
    .select((from) => from.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(counted.count);
}
