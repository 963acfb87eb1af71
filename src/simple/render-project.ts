import type { Millis, ProjectId } from '../base/brands.ts';
import { paths } from '../paths.ts';
import type { ProjectName } from '../python/project-name.ts';
import type { SimpleIndex, SimpleProject } from '../python/simple-format.ts';
import { parseVersion } from '../python/version.ts';
import type { Reading } from '../world.ts';
import { findProjectByName, findSerial, listFiles, listProjects, listSerials } from './store.ts';

/** A project with its files as index pages show them; undefined when there is none of the name. */
export async function findSimpleProject(
  reading: Pick<Reading, 'read' | 'settings'>,
  name: string,
): Promise<{ id: ProjectId; page: SimpleProject } | undefined> {
  const project = await findProjectByName(reading.read, name);
  if (project === undefined) return undefined;
  const files = await listFiles(reading.read, project.id);
  const page: SimpleProject = {
    name: project.name as ProjectName,
    status: 'active',
    serial: await findSerial(reading.read, project.id),
    files: files.map((file) => ({
      filename: file.filename,
      version: parseVersion(file.release_version),
      url: `${reading.settings.url}${paths.file(file.sha256, file.filename)}`,
      sha256: file.sha256,
      size: file.size,
      uploadedAt: file.uploaded_at as Millis,
      requiresPython: file.requires_python ?? undefined,
      yanked: file.yanked_at === null ? false : (file.yanked_reason ?? ''),
      metadataSha256: file.metadata_sha256 ?? undefined,
      provenanceUrl: undefined,
    })),
  };
  return { id: project.id, page };
}

/** The list of all projects. */
export async function findSimpleIndex(reading: Pick<Reading, 'read'>): Promise<SimpleIndex> {
  const projects = await listProjects(reading.read);
  const serials = await listSerials(reading.read);
  return {
    serial: await findSerial(reading.read),
    projects: projects.map((project) => ({
      name: project.name as ProjectName,
      display: project.display_name,
      serial: serials.get(project.id) ?? 0,
    })),
  };
}
