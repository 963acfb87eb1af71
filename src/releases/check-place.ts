import type { ProjectId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { isPublicPlatformTag } from '../python/platform-tag.ts';
import type { World } from '../world.ts';
import { checkOpen } from './check-open.ts';
import { checkRoom } from './check-room.ts';
import type { CheckedUpload } from './checked-upload.ts';
import { findRelease } from './store.ts';

/**
 * What the act asks again under locks, asked first without: an upload that is refused has stored nothing.
 *
 * @throws Refusal `upload.closed-release`, `upload.second-sdist`, `upload.project-full`
 */
export async function checkPlace(
  world: Pick<World, 'clock' | 'read' | 'settings'>,
  projectId: ProjectId,
  upload: Pick<CheckedUpload, 'filename' | 'content' | 'rules'>,
): Promise<void> {
  const release = await findRelease(world.read, projectId, upload.filename.version.canonical);
  checkOpen(world.settings, upload.rules, release, world.clock.now());
  await checkRoom(world, world.read, { projectId, releaseId: release?.id }, upload);
}

/**
 * Whether a wheel says for which machines it is.
 *
 * @throws Refusal `upload.platform-tag`
 */
export function checkPlatformTags({ filename, rules }: Pick<CheckedUpload, 'filename' | 'rules'>): void {
  if (rules === 'private' || filename.kind === 'sdist') return;
  const unfit = filename.platformTags.find((tag) => !isPublicPlatformTag(tag));
  if (unfit === undefined) return;
  const sentence = `The platform tag "${unfit}" does not say which machines can run the wheel: a public index takes tags such as manylinux.`;
  throw new Refusal('invalid', 'upload.platform-tag', sentence);
}
