import type { Transaction } from 'kysely';
import type { QuietSchema } from '../audit/tables.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis, ProjectId, ReleaseId, Sha256Hex } from '../base/brands.ts';
import type { FilesTable, ProjectsTable, ReleasesTable } from '../schema/projects.ts';
import type { Read } from '../world.ts';

export function findProject(read: Read, name: string): Promise<ProjectsTable | undefined> {
  return read.selectFrom('projects').selectAll().where('name', '=', name).executeTakeFirst();
}

export function findConfusable(read: Read, ultraName: string): Promise<ProjectsTable | undefined> {
  return read.selectFrom('projects').selectAll().where('ultra_name', '=', ultraName).executeTakeFirst();
}

/** False when the name, or one that is easily taken for it, was taken meanwhile. */
export async function insertProject(tx: Write, row: ProjectsTable): Promise<boolean> {
  const made = await tx
    .insertInto('projects')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return made.length === 1;
}

/** Something that the project's public page shows has changed (design 8). */
export async function touchProject(tx: Write, id: ProjectId, now: Millis): Promise<readonly RowRef[]> {
  await tx
    .updateTable('projects')
    .set((set) => ({ version: set('version', '+', 1), changed_at: now }))
    .where('id', '=', id)
    .execute();
  return rows('projects', [id]);
}

export function findRelease(read: Read, projectId: ProjectId, canonicalVersion: string): Promise<ReleasesTable | undefined> {
  return read
    .selectFrom('releases')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('canonical_version', '=', canonicalVersion)
    .executeTakeFirst();
}

export async function insertRelease(tx: Write, row: ReleasesTable): Promise<void> {
  await tx.insertInto('releases').values(row).execute();
}

export async function hasSdist(read: Read, releaseId: ReleaseId): Promise<boolean> {
  const row = await read
    .selectFrom('files')
    .select('id')
    .where('release_id', '=', releaseId)
    .where('kind', '=', 'sdist')
    .executeTakeFirst();
  return row !== undefined;
}

export function findFile(read: Read, filename: string): Promise<FilesTable | undefined> {
  return read.selectFrom('files').selectAll().where('filename', '=', filename).executeTakeFirst();
}

export async function isFilenameUsed(read: Read, filename: string): Promise<boolean> {
  return (await read.selectFrom('filenames').select('filename').where('filename', '=', filename).executeTakeFirst()) !== undefined;
}

/** True for one upload: a file name is used once, for ever. */
export async function claimFilename(
  tx: Write,
  claim: { filename: string; projectId: ProjectId; sha256: Sha256Hex; now: Millis },
): Promise<boolean> {
  const { filename, projectId, sha256, now } = claim;
  const claimed = await tx
    .insertInto('filenames')
    .values({ filename, project_id: projectId, sha256, claimed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('filename')
    .execute();
  return claimed.length === 1;
}

export async function insertFile(tx: Write, row: FilesTable): Promise<void> {
  await tx.insertInto('files').values(row).execute();
}

export async function sumFileBytes(read: Read, projectId: ProjectId): Promise<number> {
  const row = await read
    .selectFrom('files')
    .select((select) => select.fn.sum<number>('size').as('bytes'))
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

/**
 * Says that these bytes are wanted, before they are trusted: the sweeper leaves them alone (law 3). False while the sweeper has them
 * marked: it may remove whatever is put in their place, until it has forgotten them.
 */
export async function keepBlob(tx: Transaction<QuietSchema>, blob: { sha256: Sha256Hex; size: number; now: Millis }): Promise<boolean> {
  const { sha256, size, now } = blob;
  const kept = await tx
    .insertInto('blobs')
    .values({ sha256, size, kept_at: now, dropped_at: null })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ kept_at: now }).where('blobs.dropped_at', 'is', null))
    .returning('sha256')
    .execute();
  return kept.length === 1;
}

/** Bytes that nothing names and nobody asked to keep since a time. */
export async function listOrphans(read: Read, before: number): Promise<Sha256Hex[]> {
  const found = await read
    .selectFrom('blobs')
    .select('blobs.sha256')
    .where('kept_at', '<', before)
    .where((where) => where.not(where.exists(where.selectFrom('files').select('files.id').whereRef('files.sha256', '=', 'blobs.sha256'))))
    .where((where) =>
      where.not(where.exists(where.selectFrom('files').select('files.id').whereRef('files.metadata_sha256', '=', 'blobs.sha256'))),
    )
    .limit(100)
    .execute();
  return found.map((row) => row.sha256);
}

/**
 * Marks before removing; false when somebody asked to keep it meanwhile, or another sweeper is at it. A mark of `stale` or before is
 * one that a crash left behind.
 */
export async function dropBlob(
  tx: Transaction<QuietSchema>,
  { sha256, before, stale, now }: { sha256: Sha256Hex; before: number; stale: number; now: Millis },
): Promise<boolean> {
  const dropped = await tx
    .updateTable('blobs')
    .set({ dropped_at: now })
    .where('sha256', '=', sha256)
    .where('kept_at', '<', before)
    .where((where) => where.or([where('dropped_at', 'is', null), where('dropped_at', '<=', stale)]))
    .returning('sha256')
    .execute();
  return dropped.length === 1;
}

export async function forgetBlob(tx: Transaction<QuietSchema>, sha256: Sha256Hex): Promise<void> {
  await tx.deleteFrom('blobs').where('sha256', '=', sha256).where('dropped_at', 'is not', null).execute();
}
