import type { ArchiveMember } from '../world.ts';
import { badArchive, checkArchiveMembers, checkLicenseFiles, findFile } from './archive-members.ts';
import type { WheelFilename } from './filename.ts';
import { MAX_METADATA_BYTES } from './metadata.ts';
import { quote } from './quote.ts';

/** Where a wheel keeps what describes it; paths within the archive. */
export interface WheelPaths {
  readonly distInfo: string;
  readonly metadata: string;
  readonly wheel: string;
  readonly record: string;
  readonly entryPoints: string;
}

/**
 * The paths that a wheel of this filename must have.
 *
 * @see the binary distribution format, "The .dist-info directory"
 */
export function wheelPaths(filename: WheelFilename): WheelPaths {
  const [project] = filename.filename.split('-');
  const distInfo = `${project}-${filename.versionText}.dist-info`;
  const inside = (name: string): string => `${distInfo}/${name}`;
  return {
    ...{ distInfo, metadata: inside('METADATA'), wheel: inside('WHEEL'), record: inside('RECORD') },
    entryPoints: inside('entry_points.txt'),
  };
}

/**
 * Checks that a wheel can be unpacked safely and describes itself in one place, the one that its filename names.
 *
 * @throws Refusal `upload.bad-archive`
 */
export function checkWheelMembers(members: readonly ArchiveMember[], filename: WheelFilename): void {
  checkArchiveMembers(members);

  const paths = wheelPaths(filename);
  for (const path of [paths.wheel, paths.metadata, paths.record]) {
    const file = findFile(members, path);
    if (file === undefined) throw badArchive(`The wheel has no file ${quote(path)}: build it again with a current build tool.`);
    if (file.path === paths.metadata && file.size > MAX_METADATA_BYTES) {
      throw badArchive(`${quote(path)} in the wheel is larger than ${MAX_METADATA_BYTES} bytes: shorten the description.`);
    }
  }

  const other = members.find((member) => isDistInfo(top(member)) && top(member) !== paths.distInfo);
  if (other !== undefined)
    throw badArchive(`The wheel has a second folder of metadata, ${quote(top(other))}: keep only ${quote(paths.distInfo)}.`);
}

/**
 * Makes sure that the license files which the metadata names are in the wheel.
 *
 * @throws Refusal `upload.missing-license-file`
 * @see PEP 639, "License-File"
 */
export function checkWheelLicenses(members: readonly ArchiveMember[], filename: WheelFilename, licenseFiles: readonly string[]): void {
  checkLicenseFiles(members, licenseFiles, `${wheelPaths(filename).distInfo}/licenses`);
}

function top(member: ArchiveMember): string {
  return member.path.split('/', 1)[0] ?? '';
}

function isDistInfo(folder: string): boolean {
  return folder.toLowerCase().endsWith('.dist-info');
}
