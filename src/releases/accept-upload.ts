import { mayUpload } from '../access/may-upload-now.ts';
import { findPolicies } from '../accounts/find-policies.ts';
import { keepBooks } from '../audit/act.ts';
import type { Millis, ProjectId, Sha256Hex } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { checkMetadata } from '../python/check-metadata.ts';
import { compareFormWithFilename } from '../python/compare-form-with-metadata.ts';
import { parseDistributionFilename } from '../python/filename.ts';
import { quote } from '../python/quote.ts';
import { readUploadForm, type UploadForm } from '../python/upload-form.ts';
import type { TokenCaller } from '../tokens/authenticate-token.ts';
import { readUpload } from '../web/multipart.ts';
import type { StreamRequest } from '../web/route.ts';
import type { Visit } from '../web/visit.ts';
import type { Incoming, World } from '../world.ts';
import { checkNewName } from './check-new-name.ts';
import { checkPlace } from './check-place.ts';
import { type CheckedUpload, fileExists } from './checked-upload.ts';
import { publishFile } from './publish-file.ts';
import { readDistribution } from './read-distribution.ts';
import { findFile, findProject, isFilenameUsed, keepBlob } from './store.ts';

interface Received {
  readonly filename: string;
  readonly mediaType: string;
  readonly content: Incoming;
}

/**
 * Takes one upload: streams it to a temporary file while hashing, checks what it says of itself against what it is, and publishes
 * it in one act. A refusal at any step leaves nothing behind. The same file again is fine and changes nothing.
 *
 * @returns the project's name when something became visible, undefined for the same bytes again
 * @throws Refusal `upload.*` with a sentence that the uploader's tool prints, and the name of the rule at its end
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
      // Old tools send a signature along; it is not kept.
      passedOver: ['gpg_signature'],
      keep: async ({ content, ...said }) => ({ ...said, content: await world.files.receive(content, world.settings.maxFileBytes) }),
      drop: (received: Received) => received.content.discard(),
    },
  );
  const incoming = kept === undefined ? [] : [kept.content];
  try {
    const upload = await checkUpload(world, caller, { fields, kept, incoming });
    if (upload === undefined) return undefined;
    await spendNewProject(world, request.visit, upload);
    await placeFiles(world, upload);
    return await publishFile(world, caller, upload);
  } finally {
    // After a success they have moved to their place, and this does nothing.
    for (const file of incoming) await file.discard();
  }
}

interface Sent {
  readonly fields: readonly (readonly [string, string])[];
  readonly kept: Received | undefined;
  /** Temporary files of this upload, to be removed at its end. */
  readonly incoming: Incoming[];
}

/** Every check in its order; undefined for the same file again. */
async function checkUpload(world: World, caller: TokenCaller, { fields, kept, incoming }: Sent): Promise<CheckedUpload | undefined> {
  const form = readUploadForm(fields);
  const rules = (await findPolicies(world)).uploadRules;
  const { name } = checkMetadata(form.metadata, rules).project;
  if (kept === undefined) throw new Refusal('invalid', 'upload.no-file', 'The upload has no file: send it in the field "content".');

  const project = await findProject(world.read, name);
  await checkPermission(world, caller, project?.id);
  if (project === undefined) await checkNewName(world, name, rules);
  const filename = parseDistributionFilename(kept.filename);
  compareFormWithFilename(form, filename);
  checkMediaType(kept.mediaType);
  checkDigests(form, kept.content);
  if (await isSameAgain(world, filename.filename, kept.content)) return undefined;
  if (form.attestations !== undefined) throw noAttestations();
  if (project !== undefined) await checkPlace(world, project.id, { filename, content: kept.content, rules });

  const distribution = await readDistribution(world, { form, filename, content: kept.content, rules });
  const { sidecar } = distribution;
  if (sidecar !== undefined) incoming.push(sidecar);
  return { form, filename, content: kept.content, rules, ...distribution };
}

/** @throws Refusal `upload.image` */
function checkMediaType(mediaType: string): void {
  if (!/^image\//i.test(mediaType)) return;
  throw new Refusal('invalid', 'upload.image', `The file is sent as ${quote(mediaType)}: an sdist or a wheel is no image.`);
}

/** Said rather than passed over: whoever sends them counts on them. */
function noAttestations(): Refusal {
  const sentence = 'Invalid attestations supplied during upload: this index keeps none. Upload the file without them.';
  return new Refusal('invalid', 'upload.attestations', sentence, { field: 'attestations' });
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

/** New projects are counted per network too, in a commit of their own before the deed. */
async function spendNewProject(world: World, visit: Visit, { metadata }: CheckedUpload): Promise<void> {
  if ((await findProject(world.read, metadata.project.name)) !== undefined) return;
  await spendLimit(world, 'make-project-network', visit.network);
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
