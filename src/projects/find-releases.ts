import type { ProjectId } from '../base/brands.ts';
import { compareVersions, findVersion } from '../python/version.ts';
import type { Read } from '../world.ts';
import { listReleases, type ReleaseFigures } from './store.ts';

/** The releases of each project, newest version first. */
export async function findReleases(
  read: Read,
  projectIds: readonly ProjectId[],
): Promise<ReadonlyMap<ProjectId, readonly ReleaseFigures[]>> {
  const found = await listReleases(read, projectIds);
  return new Map(projectIds.map((id) => [id, found.filter((release) => release.projectId === id).sort(byVersion)]));
}

function byVersion(first: ReleaseFigures, second: ReleaseFigures): number {
  const [one, other] = [findVersion(first.version), findVersion(second.version)];
  if (one === undefined || other === undefined) return second.madeAt - first.madeAt;
  return compareVersions(other, one);
}
