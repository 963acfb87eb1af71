import { DAY, type Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { RuleSet } from '../python/upload-rules.ts';
import type { ReleasesTable } from '../schema/projects.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Under public rules a release that people have long used gets no new file: they would be given it although their versions did not
 * change.
 *
 * @throws Refusal `upload.closed-release`
 */
export function checkOpen(
  { releaseOpenDays }: Pick<Settings, 'releaseOpenDays'>,
  rules: RuleSet,
  release: Pick<ReleasesTable, 'version' | 'made_at'> | undefined,
  now: Millis,
): void {
  if (rules === 'private' || release === undefined || now - release.made_at < releaseOpenDays * DAY) return;
  const age = releaseOpenDays === 1 ? 'a day' : `${releaseOpenDays} days`;
  const sentence = `Release ${release.version} takes no new files: it is older than ${age}. Use another version.`;
  throw new Refusal('invalid', 'upload.closed-release', sentence);
}
