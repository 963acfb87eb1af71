import type { ProjectId, ReleaseId } from '../base/brands.ts';
import { limitText } from '../base/number-text.ts';
import { Refusal } from '../base/refusal.ts';
import type { Read, World } from '../world.ts';
import type { CheckedUpload } from './checked-upload.ts';
import { hasSdist, sumFileBytes } from './store.ts';

export interface Place {
  readonly projectId: ProjectId;
  /** Undefined while the release is not there yet. */
  readonly releaseId: ReleaseId | undefined;
}

/**
 * Whether one more file has a place in its release and its project.
 *
 * @throws Refusal `upload.second-sdist`, `upload.project-full`
 */
export async function checkRoom(
  world: Pick<World, 'settings'>,
  read: Read,
  { projectId, releaseId }: Place,
  { filename, content }: Pick<CheckedUpload, 'filename' | 'content'>,
): Promise<void> {
  if (filename.kind === 'sdist' && releaseId !== undefined && (await hasSdist(read, releaseId)))
    throw new Refusal('invalid', 'upload.second-sdist', 'This release has an sdist already: a release has one. Use another version.');
  const { maxProjectBytes } = world.settings;
  if ((await sumFileBytes(read, projectId)) + content.size > maxProjectBytes) {
    throw new Refusal(
      'invalid',
      'upload.project-full',
      `The files of this project would exceed ${limitText(maxProjectBytes)}. Ask an operator for more room.`,
    );
  }
}
