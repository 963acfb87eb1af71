import { mayUpload } from '../access/may-upload-now.ts';
import { keepBooks } from '../audit/act.ts';
import type { Millis, ProjectId, Sha256Hex } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { checkMetadata } from '../python/check-metadata.ts';
import { compareFormWithFilename, compareFormWithMetadata } from '../python/compare-form-with-metadata.ts';
import { type DistributionFilename, parseDistributionFilename } from '../python/filename.ts';
import { parseMetadata } from '../python/parse-metadata.ts';
import { isStandardLibraryName, ultranormalized } from '../python/project-name.ts';
import { checkSdistMembers, sdistPaths } from '../python/sdist.ts';
import { readUploadForm, type UploadForm } from '../python/upload-form.ts';
import { checkWheelMembers, wheelPaths } from '../python/wheel.ts';
import type { TokenCaller } from '../tokens/authenticate-token.ts';
import { readUpload } from '../web/multipart.ts';
import type { StreamRequest } from '../web/route.ts';
import type { Visit } from '../web/visit.ts';
import type { Incoming, World } from '../world.ts';
import { checkRoom } from './check-room.ts';
import { type CheckedUpload, confusable, fileExists, ofStandardLibrary } from './checked-upload.ts';
import { publishFile } from './publish-file.ts';
import { findConfusable, findFile, findProject, findRelease, isFilenameUsed, keepBlob } from './store.ts';

interface Received {
  readonly filename: string;
  readonly content: Incoming;
}

/**
 * Takes one upload: streams it to a temporary file while hashing, checks what it says of itself against what it is, and publishes
 * it in one act. A refusal at any step leaves nothing behind. The same file again is fine and changes nothing.
 *
 * @returns the project's name when something became visible, undefined for the same bytes again
 * @throws Refusal `upload.*` with one sentence that the uploader's tool prints
 */
export async function acceptUpload(
  world: World,
  caller: TokenCaller,
  request: StreamRequest<'token'>,
): Promise<{ readonly projectName: string } | undefined> {
  request.wantBody();
  const { fields, kept } = await readUpload(
    request.body,
    { 'content-type': request.headers['content-type'] },
    {
      maxParts: 2_000,
      maxFieldBytes: 2 * 2 ** 20,
      keep: async ({ filename, content }) => ({ filename, content: await world.files.receive(content, world.settings.maxFileBytes) }),
      drop: (received: Received) => received.content.discard(),
    },
  );
  if (kept === undefined) throw new Refusal('invalid', 'upload.no-file', 'The upload has no file: send it in the field "content".');
  const incoming = [kept.content];
  try {
    const upload = await checkUpload(world, caller, readUploadForm(fields), { ...kept, incoming });
    if (upload === undefined) return undefined;
    await spendNewProject(world, request.visit, upload);
    await placeFiles(world, upload);
    return await publishFile(world, caller, upload);
  } finally {
    // After a success they have moved to their place, and this does nothing.
    for (const file of incoming) await file.discard();
  }
}

interface Stored extends Received {
  /** Temporary files of this upload, to be removed at its end. */
  readonly incoming: Incoming[];
}

async function checkUpload(
  world: World,
  caller: TokenCaller,
  form: UploadForm,
  { filename: given, content, incoming }: Stored,
): Promise<CheckedUpload | undefined> {
  const filename = parseDistributionFilename(given);
  checkDigests(form, content);
  compareFormWithFilename(form, filename);
  const project = await findProject(world.read, filename.name);
  await checkPermission(world, caller, project?.id);
  if (await isSameAgain(world, filename.filename, content)) return undefined;
  await checkPlace(world, project?.id, filename, content);
  const archive = await world.sandbox.readArchive({ path: content.path, kind: filename.kind, wanted: wantedOf(filename) });
  const metadataBytes = metadataOf(filename, archive);
  const inside = parseMetadata(metadataBytes);
  compareFormWithMetadata(form, filename, inside);
  const metadata = checkMetadata(inside);
  const descriptionHtml = await world.sandbox.renderDescription({
    text: metadata.fields.description ?? '',
    contentType: metadata.fields.descriptionContentType ?? '',
  });
  const sidecar = filename.kind === 'wheel' ? await world.files.receive(once(metadataBytes), metadataBytes.length) : undefined;
  if (sidecar !== undefined) incoming.push(sidecar);
  return { form, filename, metadata, content, sidecar, descriptionHtml };
}

/** A digest that the client sends must be right; the stored ones are always our own. */
function checkDigests(form: UploadForm, content: Incoming): void {
  for (const [name, sent, ours] of [
    ['sha256', form.digests.sha256, content.sha256],
    ['blake2_256', form.digests.blake2b256, content.blake2b256],
    ['md5', form.digests.md5, content.md5],
  ] as const) {
    if (sent === undefined || sent === ours) continue;
    throw new Refusal(
      'invalid',
      'upload.wrong-digest',
      `The ${name} digest that was sent is not that of the file: it was damaged on the way. Upload it again.`,
    );
  }
}

/**
 * The same file name: with the same bytes the upload is done already, with others it is refused for ever.
 *
 * @throws Refusal `upload.file-exists`, in words that twine's --skip-existing knows
 */
async function isSameAgain(world: World, filename: string, content: Incoming): Promise<boolean> {
  const file = await findFile(world.read, filename);
  if (file?.sha256 === content.sha256) return true;
  if (file !== undefined || (await isFilenameUsed(world.read, filename))) throw fileExists(filename);
  return false;
}

/** Asked again under locks in the act. It comes before anything is said about files, also about the same one sent again. */
async function checkPermission(world: World, caller: TokenCaller, projectId: ProjectId | undefined): Promise<void> {
  const decision = await mayUpload(world, caller, { projectId, now: world.clock.now() });
  if (!decision.isAllowed) throw new Refusal('forbidden', decision.code, decision.reason);
}

/**
 * What the act asks again under locks, asked first here: an upload that is refused has stored nothing. A new name must not be
 * mistaken for an existing one, or for a module that comes with Python.
 */
async function checkPlace(
  world: World,
  projectId: ProjectId | undefined,
  filename: DistributionFilename,
  content: Incoming,
): Promise<void> {
  const { read } = world;
  if (projectId === undefined) {
    if (isStandardLibraryName(filename.name)) throw ofStandardLibrary(filename.name);
    const other = await findConfusable(read, ultranormalized(filename.name));
    if (other !== undefined) throw confusable(filename.name, other.display_name);
    return;
  }
  const release = await findRelease(read, projectId, filename.version.canonical);
  await checkRoom(world, read, { projectId, releaseId: release?.id }, { filename, content });
}

/** New projects are counted per network too, in a commit of their own before the deed. */
async function spendNewProject(world: World, visit: Visit, { metadata }: CheckedUpload): Promise<void> {
  if ((await findProject(world.read, metadata.project.name)) !== undefined) return;
  await spendLimit(world, 'make-project-network', visit.network);
}

function wantedOf(filename: DistributionFilename): readonly string[] {
  if (filename.kind === 'sdist') return ['PKG-INFO'];
  const { metadata, wheel, record } = wheelPaths(filename);
  return [metadata, wheel, record];
}

function metadataOf(filename: DistributionFilename, archive: Awaited<ReturnType<World['sandbox']['readArchive']>>): Uint8Array {
  if (filename.kind === 'wheel') {
    checkWheelMembers(archive.members, filename);
    return archive.found.get(wheelPaths(filename).metadata) ?? missing('METADATA');
  }
  checkSdistMembers(archive.members, filename);
  return archive.found.get('PKG-INFO') ?? archive.found.get(sdistPaths(filename).pkgInfo) ?? missing('PKG-INFO');
}

function missing(name: string): never {
  throw new Refusal('invalid', 'upload.bad-archive', `The archive has no ${name}: build it again with a current build tool.`);
}

/**
 * Bytes durably in their place before any row names them, and kept from the sweeper before they are trusted (law 3).
 *
 * @throws Refusal `upload.being-swept`
 */
async function placeFiles(world: World, upload: CheckedUpload): Promise<void> {
  const now: Millis = world.clock.now();
  const files = [upload.content, ...(upload.sidecar === undefined ? [] : [upload.sidecar])];
  await keepBooks(world, async (tx) => {
    for (const { sha256, size } of files) if (!(await keepBlob(tx, { sha256: sha256 as Sha256Hex, size, now }))) throw beingSwept();
  });
  for (const file of files) await file.place();
}

/** 503, after which uploaders try again by themselves. */
function beingSwept(): Refusal {
  const sentence = 'The same bytes, which nothing needed any more, are just being cleared away. Upload the file again in a minute.';
  return new Refusal('unavailable', 'upload.being-swept', sentence, { retryAfterSeconds: 60 });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
