import type { ProjectId } from '../base/brands.ts';
import type { Read } from '../world.ts';

export interface ReleaseFigures {
  readonly version: string;
  readonly madeAt: number;
  readonly yankedAt: number | null;
  readonly files: number;
  readonly bytes: number;
}

/** The releases of some projects with the number and size of their files. */
export async function listReleases(
  read: Read,
  projectIds: readonly ProjectId[],
): Promise<readonly (ReleaseFigures & { projectId: ProjectId })[]> {
  if (projectIds.length === 0) return [];
  const found = await read
    .selectFrom('releases')
    .leftJoin('files', 'files.release_id', 'releases.id')
    .select(['releases.project_id', 'releases.version', 'releases.made_at', 'releases.yanked_at'])
    .select((select) => [select.fn.count<number>('files.id').as('files'), select.fn.sum<number | null>('files.size').as('bytes')])
    .where('releases.project_id', 'in', projectIds)
    .groupBy(['releases.id', 'releases.project_id', 'releases.version', 'releases.made_at', 'releases.yanked_at'])
    .execute();
  return found.map((row) => ({
    projectId: row.project_id,
    version: row.version,
    madeAt: row.made_at,
    yankedAt: row.yanked_at,
    // PostgreSQL gives counts and sums as texts.
    files: Number(row.files),
    bytes: Number(row.bytes ?? 0),
  }));
}
