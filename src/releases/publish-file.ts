import { mayUploadNow } from '../access/may-upload-now.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount, ofProject } from '../audit/events/events.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { FileId, Millis, ProjectId, ReleaseId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { newId } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { DistributionFilename } from '../python/filename.ts';
import { ultranormalized } from '../python/project-name.ts';
import { grantFirstOwner } from '../roles/grant-first-owner.ts';
import type { FilesTable, ProjectsTable, ReleasesTable } from '../schema/projects.ts';
import type { TokenCaller } from '../tokens/authenticate-token.ts';
import type { World } from '../world.ts';
import { checkOpen } from './check-open.ts';
import { checkRoom } from './check-room.ts';
import { type CheckedUpload, confusable, fileExists } from './checked-upload.ts';
import {
  claimFilename,
  findConfusable,
  findProject,
  findRelease,
  insertFile,
  insertProject,
  insertRelease,
  touchProject,
} from './store.ts';

/**
 * The one function that makes a file visible. In one act: the right to upload, asked again under locks; project and release, made
 * where they are new; the file name, claimed for ever; the file. Everything or nothing.
 *
 * @throws Refusal `token.*`, `access.*`, `upload.file-exists`, `upload.closed-release`, `upload.second-sdist`, `upload.project-full`,
 *   `upload.confusable-name`
 */
export async function publishFile(world: World, caller: TokenCaller, upload: CheckedUpload): Promise<{ readonly projectName: string }> {
  const { name } = upload.metadata.project;
  const known = await findProject(world.read, name);
  if (known === undefined) await spendLimit(world, 'make-project', caller.accountId);
  try {
    return await publish(world, caller, upload, known);
  } catch (error) {
    if (error !== MADE_MEANWHILE) throw error;
    return publish(world, caller, upload, await findProject(world.read, name));
  }
}

/** Two uploads made the project at once, as tools do with wheel and sdist: the other one was first. */
const MADE_MEANWHILE = new Error('the project was made meanwhile');

async function publish(
  world: World,
  caller: TokenCaller,
  upload: CheckedUpload,
  known: ProjectsTable | undefined,
): Promise<{ readonly projectName: string }> {
  const { name } = upload.metadata.project;
  const held = [
    { table: 'accounts', id: caller.accountId } as const,
    ...(known === undefined ? [] : [{ table: 'projects', id: known.id } as const]),
  ];
  return act(world, caller.by, held, async (tx, now) => {
    const project = await findProject(tx, name);
    // A quota hangs on the project's row: what is not held is not counted on.
    if (project?.id !== known?.id) throw MADE_MEANWHILE;
    const decision = await mayUploadNow(world, tx, caller, { projectId: project?.id, now });
    if (!decision.isAllowed) throw new Refusal('forbidden', decision.code, decision.reason);

    const publishing = { world, tx, caller, upload, now };
    const made = project === undefined ? await makeProject(publishing) : { project, events: [] };
    const release = await ensureRelease(publishing, made.project);
    checkOpen(world.settings, upload.rules, release.row, now);
    await checkRoom(world, tx, { projectId: made.project.id, releaseId: release.row.id }, upload);
    const file = await addFile(publishing, made.project.id, release.row.id);
    const touched = await touchProject(tx, made.project.id, now);
    const [first, ...others] = eventsOf(publishing, { project: made.project, release, file, touched });
    return { result: { projectName: name }, events: [first, ...others, ...made.events] };
  });
}

/** One upload inside its act. */
interface Publishing {
  readonly world: World;
  readonly tx: Write;
  readonly caller: TokenCaller;
  readonly upload: CheckedUpload;
  readonly now: Millis;
}

async function makeProject(publishing: Publishing): Promise<{ project: ProjectsTable; events: readonly Event[] }> {
  const { world, tx, caller, upload, now } = publishing;
  const { name, display } = upload.metadata.project;
  const project: ProjectsTable = {
    ...{
      id: newId<ProjectId>(world.random),
      name,
      display_name: display,
      ultra_name: ultranormalized(name),
      made_at: now,
      version: 1,
      changed_at: now,
    },
  };
  if (!(await insertProject(tx, project))) {
    const other = await findConfusable(tx, project.ultra_name);
    if (other?.name === name) throw MADE_MEANWHILE;
    throw confusable(name, other?.display_name ?? name);
  }
  const granted = await grantFirstOwner(world, tx, { projectId: project.id, accountId: caller.accountId, now });
  const details = { project: project.id, name };
  const created: Event = {
    kind: 'project.created',
    subjects: [ofAccount(caller.accountId), ofProject(project.id)],
    details,
    rows: rows('projects', [project.id]),
  };
  return { project, events: [created, granted, { kind: 'index.project-created', subjects: [ofProject(project.id)], details }] };
}

interface EnsuredRelease {
  readonly row: ReleasesTable;
  readonly isNew: boolean;
}

/** The release of this version; its metadata is that of its first file. */
async function ensureRelease({ world, tx, upload, now }: Publishing, project: ProjectsTable): Promise<EnsuredRelease> {
  const { version, fields, projectUrls } = upload.metadata;
  const found = await findRelease(tx, project.id, version.canonical);
  if (found !== undefined) return { row: found, isNew: false };
  const { description: _, ...kept } = fields;
  const row: ReleasesTable = {
    ...{ id: newId<ReleaseId>(world.random), project_id: project.id, version: version.text, canonical_version: version.canonical },
    ...{
      metadata: JSON.stringify({ ...kept, projectUrls }),
      description_html: upload.descriptionHtml,
      made_at: now,
      yanked_at: null,
      yanked_reason: null,
    },
  };
  await insertRelease(tx, row);
  return { row, isNew: true };
}

async function addFile(publishing: Publishing, projectId: ProjectId, releaseId: ReleaseId): Promise<FilesTable> {
  const { world, tx, caller, now } = publishing;
  const { filename, content, sidecar, metadata } = publishing.upload;
  if (!(await claimFilename(tx, { filename: filename.filename, projectId, sha256: content.sha256, now })))
    throw fileExists(filename.filename);
  const row: FilesTable = {
    ...{ id: newId<FileId>(world.random), release_id: releaseId, project_id: projectId, filename: filename.filename, kind: filename.kind },
    ...{ python_tag: pythonTag(filename), requires_python: metadata.fields.requiresPython ?? null, size: content.size },
    ...{ sha256: content.sha256, blake2b256: content.blake2b256, metadata_sha256: sidecar?.sha256 ?? null },
    ...{ uploaded_at: now, uploaded_by: caller.accountId, token_id: caller.token.id },
  };
  await insertFile(tx, row);
  return row;
}

/** Of the filename: what the form says beside it is the client's guess. */
function pythonTag(filename: DistributionFilename): string {
  return filename.kind === 'sdist' ? 'source' : filename.pythonTags.join('.');
}

interface Published {
  readonly project: ProjectsTable;
  readonly release: EnsuredRelease;
  readonly file: FilesTable;
  readonly touched: readonly RowRef[];
}

function eventsOf(
  { caller, upload }: Pick<Publishing, 'caller' | 'upload'>,
  { project, release, file, touched }: Published,
): readonly [Event, ...Event[]] {
  const subjects = [ofAccount(caller.accountId), ofProject(project.id)];
  const { name, id } = project;
  const { version } = release.row;
  const published: readonly Event[] = release.isNew
    ? [
        {
          kind: 'project.release-published',
          subjects,
          details: { project: id, release: release.row.id, version },
          rows: rows('releases', [release.row.id]),
        },
        { kind: 'index.release-published', subjects: [ofProject(id)], details: { project: id, name, version } },
      ]
    : [];
  const uploaded: Event = {
    kind: 'project.file-uploaded',
    subjects,
    details: { project: id, release: release.row.id, file: file.id, filename: file.filename, sha256: file.sha256, size: file.size },
    rows: [...rows('files', [file.id]), ...touched],
  };
  const added: Event = {
    kind: 'index.file-added',
    subjects: [ofProject(id)],
    details: { project: id, name, version, filename: upload.filename.filename, sha256: file.sha256 },
  };
  return [uploaded, ...published, added];
}
