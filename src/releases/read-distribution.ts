import { Refusal } from '../base/refusal.ts';
import { badArchive } from '../python/archive-members.ts';
import { type CheckedMetadata, checkMetadata } from '../python/check-metadata.ts';
import { compareFormWithMetadata } from '../python/compare-form-with-metadata.ts';
import { checkEntryPoints } from '../python/entry-points.ts';
import type { DistributionFilename, SdistFilename, WheelFilename } from '../python/filename.ts';
import type { CoreMetadata } from '../python/metadata.ts';
import { parseMetadata } from '../python/parse-metadata.ts';
import { checkSdistLicenses, checkSdistMembers } from '../python/sdist.ts';
import { showsNothing } from '../python/shows-nothing.ts';
import { checkWheelLicenses, checkWheelMembers, wheelPaths } from '../python/wheel.ts';
import { checkWheelFile } from '../python/wheel-file.ts';
import type { Incoming, ReadArchive, World } from '../world.ts';
import { checkPlatformTags } from './check-place.ts';
import type { CheckedUpload } from './checked-upload.ts';

type Asked = Pick<CheckedUpload, 'form' | 'filename' | 'content' | 'rules'>;

/** What the file itself says, which is what the index shows. */
export interface ReadDistribution {
  readonly metadata: CheckedMetadata;
  readonly sidecar: Incoming | undefined;
  readonly descriptionHtml: string;
}

/**
 * Reads the archive in the sandbox and holds what it says of itself against its filename and the form. The sidecar that it gives is a
 * temporary file, to be placed or discarded.
 *
 * @throws Refusal `upload.*`
 */
export async function readDistribution(world: World, asked: Asked): Promise<ReadDistribution> {
  const { filename, rules } = asked;
  checkPlatformTags(asked);
  const archive = await readArchive(world, asked);
  const bytes = filename.kind === 'wheel' ? readWheel(archive, filename) : readSdist(archive, filename);
  const inside = parseMetadata(bytes);
  compareFormWithMetadata(asked.form, filename, inside);
  const metadata = checkMetadata(inside, rules);
  checkLicenses(archive, filename, metadata.fields);
  const descriptionHtml = await render(world, metadata.fields, rules === 'public');
  return {
    metadata,
    descriptionHtml,
    sidecar: filename.kind === 'wheel' ? await world.files.receive(once(bytes), bytes.length) : undefined,
  };
}

function readArchive({ sandbox }: World, { filename, content: { path } }: Asked): Promise<ReadArchive> {
  if (filename.kind === 'sdist') return sandbox.readArchive({ path, kind: 'sdist', wanted: ['PKG-INFO'] });
  const { metadata, wheel, record, entryPoints } = wheelPaths(filename);
  return sandbox.readArchive({ path, kind: 'wheel', wanted: [metadata, wheel, entryPoints], record });
}

/** Gives METADATA. */
function readWheel({ members, found }: ReadArchive, filename: WheelFilename): Uint8Array {
  checkWheelMembers(members, filename);
  const paths = wheelPaths(filename);
  checkWheelFile(found.get(paths.wheel) ?? missing('WHEEL'), filename);
  const entryPoints = found.get(paths.entryPoints);
  if (entryPoints !== undefined) checkEntryPoints(entryPoints);
  return found.get(paths.metadata) ?? missing('METADATA');
}

/** Gives PKG-INFO. */
function readSdist({ members, found }: ReadArchive, filename: SdistFilename): Uint8Array {
  checkSdistMembers(members, filename);
  return found.get('PKG-INFO') ?? missing('PKG-INFO');
}

function checkLicenses({ members }: ReadArchive, filename: DistributionFilename, { licenseFiles }: CoreMetadata): void {
  if (filename.kind === 'wheel') checkWheelLicenses(members, filename, licenseFiles);
  else checkSdistLicenses(members, filename, licenseFiles);
}

async function render({ sandbox }: World, { description, descriptionContentType }: CoreMetadata, isPublic: boolean): Promise<string> {
  const html = await sandbox.renderDescription({ text: description ?? '', contentType: descriptionContentType ?? '' });
  if (!isPublic || description === undefined || !showsNothing(description, html)) return html;
  const sentence = 'The description shows nothing: write something that readers can see, or leave it out.';
  throw new Refusal('invalid', 'upload.empty-description', sentence, { field: 'description' });
}

function missing(name: string): never {
  throw badArchive(`The archive has no ${name}: build it again with a current build tool.`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
