import type { ProjectId, Sha256Hex } from '../base/brands.ts';
import type { FilesTable, ProjectsTable } from '../schema/projects.ts';
import type { Read } from '../world.ts';

export function findProjectByName(read: Read, name: string): Promise<ProjectsTable | undefined> {
  return read.selectFrom('projects').selectAll().where('name', '=', name).executeTakeFirst();
}

export type ListedFile = FilesTable & { release_version: string; yanked_at: number | null; yanked_reason: string | null };

export function listFiles(read: Read, projectId: ProjectId): Promise<ListedFile[]> {
  return read
    .selectFrom('files')
    .innerJoin('releases', 'releases.id', 'files.release_id')
    .selectAll('files')
    .select(['releases.version as release_version', 'releases.yanked_at', 'releases.yanked_reason'])
    .where('files.project_id', '=', projectId)
    .execute();
}

export function listProjects(read: Read): Promise<Pick<ProjectsTable, 'id' | 'name' | 'display_name'>[]> {
  return read.selectFrom('projects').select(['id', 'name', 'display_name']).orderBy('name').execute();
}

/** Sequence of the newest public entry of a project, or of the whole site; 0 while there is none. */
export async function findSerial(read: Read, projectId?: ProjectId): Promise<number> {
  let select = read
    .selectFrom('entries')
    .select((from) => from.fn.max('entries.sequence').as('serial'))
    .where('entries.part', '=', 'public')
    .where('entries.sequence', 'is not', null);
  if (projectId !== undefined) {
    select = select
      .innerJoin('entry_subjects', 'entry_subjects.entry_id', 'entries.id')
      .where('entry_subjects.subject_kind', '=', 'project')
      .where('entry_subjects.subject_id', '=', projectId);
  }
  const row = await select.executeTakeFirst();
  return Number(row?.serial ?? 0);
}

/** The serial of each project, by its id. */
export async function listSerials(read: Read): Promise<ReadonlyMap<string, number>> {
  const found = await read
    .selectFrom('entries')
    .innerJoin('entry_subjects', 'entry_subjects.entry_id', 'entries.id')
    .select((from) => ['entry_subjects.subject_id as id', from.fn.max('entries.sequence').as('serial')])
    .where('entries.part', '=', 'public')
    .where('entry_subjects.subject_kind', '=', 'project')
    .groupBy('entry_subjects.subject_id')
    .execute();
  return new Map(found.map((row) => [row.id, Number(row.serial ?? 0)]));
}

/** Bytes that are served under a name. */
export interface StoredFile {
  readonly filename: string;
  readonly sha256: Sha256Hex;
  readonly size: number;
  readonly uploadedAt: number;
}

/** A file by its hash and name, as its URL names it, and the metadata that lies beside a wheel. */
export async function findStoredFile(
  read: Read,
  sha256: string,
  filename: string,
): Promise<(StoredFile & { readonly sidecar: StoredFile | undefined }) | undefined> {
  const row = await read
    .selectFrom('files')
    .leftJoin('blobs', 'blobs.sha256', 'files.metadata_sha256')
    .select(['files.filename', 'files.sha256', 'files.size', 'files.uploaded_at', 'files.metadata_sha256', 'blobs.size as metadata_size'])
    .where('files.filename', '=', filename)
    .where('files.sha256', '=', sha256 as Sha256Hex)
    .executeTakeFirst();
  if (row === undefined) return undefined;

  const uploadedAt = row.uploaded_at;
  const { metadata_sha256: metadataSha256, metadata_size: metadataSize } = row;
  const sidecar =
    metadataSha256 === null || metadataSize === null
      ? undefined
      : { filename: `${row.filename}.metadata`, sha256: metadataSha256, size: metadataSize, uploadedAt };
  return { filename: row.filename, sha256: row.sha256, size: row.size, uploadedAt, sidecar };
}

/** Projects changed since a time, by id and version: what other processes ask for (design 8). */
export function listChanged(read: Read, since: number): Promise<Pick<ProjectsTable, 'id' | 'version'>[]> {
  return read.selectFrom('projects').select(['id', 'version']).where('changed_at', '>', since).execute();
}

/** How many entries have a sequence. */
export async function findLogSize(read: Read): Promise<number> {
  const head = await read.selectFrom('log_head').select('size').where('id', '=', 1).executeTakeFirst();
  return head?.size ?? 0;
}

/** Ids of the projects with a public entry at or after a sequence. */
export async function listProjectsInLog(read: Read, since: number): Promise<string[]> {
  const found = await read.selectFrom('entries').select('body').where('part', '=', 'public').where('sequence', '>=', since).execute();
  return found.map(({ body }) => (JSON.parse(body) as { details: { project?: string } }).details.project).filter((id) => id !== undefined);
}
