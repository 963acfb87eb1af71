import type { CoreMetadata } from '../python/metadata.ts';
import { isProjectName } from '../python/project-name.ts';
import type { ProjectUrl } from '../python/project-urls.ts';
import { compareVersions, findVersion, isPrerelease, parseVersion } from '../python/version.ts';
import { findRoleHolders } from '../roles/find-roles.ts';
import type { FilesTable, ProjectsTable, ReleasesTable } from '../schema/projects.ts';
import type { Reading } from '../world.ts';
import { findProject, listFiles, listReleases, listUploaders } from './store.ts';

export type ShownMetadata = Omit<CoreMetadata, 'projectUrls'> & { readonly projectUrls: readonly ProjectUrl[] };

export interface ProjectPage {
  readonly project: ProjectsTable;
  /** The release that is shown. */
  readonly release: ReleasesTable;
  readonly metadata: ShownMetadata;
  readonly isNewest: boolean;
  /** All, newest version first. */
  readonly releases: readonly ReleasesTable[];
  /** Of the shown release. */
  readonly files: readonly FilesTable[];
  readonly owners: readonly string[];
  /** Of the files of the shown release. */
  readonly uploaders: readonly string[];
}

/** What a project's page shows: the asked version, or the newest that is neither yanked nor a pre-release. */
export async function findProjectPage(
  reading: Pick<Reading, 'keys' | 'read'>,
  name: string,
  versionText?: string,
): Promise<ProjectPage | undefined> {
  const project = isProjectName(name) ? await findProject(reading.read, name) : undefined;
  if (project === undefined) return undefined;
  const releases = (await listReleases(reading.read, project.id)).sort((a, b) =>
    compareVersions(parseVersion(b.version), parseVersion(a.version)),
  );
  const newest = releases.find(isFinal) ?? releases[0];
  const wanted = versionText === undefined ? undefined : findVersion(versionText)?.canonical;
  const release = versionText === undefined ? newest : releases.find((candidate) => candidate.canonical_version === wanted);
  if (release === undefined) return undefined;
  const files = (await listFiles(reading.read, project.id)).filter((file) => file.release_id === release.id);
  const holders = await findRoleHolders(reading, project.id);
  return {
    ...{ project, release, releases, files, isNewest: release.id === newest?.id },
    metadata: JSON.parse(release.metadata) as ShownMetadata,
    uploaders: await listUploaders(reading.read, release.id),
    owners: holders.filter((holder) => holder.role === 'owner').map((holder) => holder.username),
  };
}

function isFinal(release: ReleasesTable): boolean {
  return release.yanked_at === null && !isPrerelease(parseVersion(release.version));
}
