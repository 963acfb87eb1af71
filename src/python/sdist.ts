import { Refusal } from '../base/refusal.ts';
import type { ArchiveMember } from '../world.ts';
import { badArchive, checkArchiveMembers, checkLicenseFiles, findFile } from './archive-members.ts';
import { type SdistFilename, sdistFilename } from './filename.ts';
import { MAX_METADATA_BYTES } from './metadata.ts';
import { quote } from './quote.ts';

/** The paths that an sdist of this filename must have. */
export interface SdistPaths {
  readonly top: string;
  readonly pkgInfo: string;
}

/** Where an sdist keeps what describes it; paths within the archive. */
export function sdistPaths(filename: SdistFilename): SdistPaths {
  const top = sdistFilename(filename.name, filename.version).slice(0, -'.tar.gz'.length);
  return { top, pkgInfo: `${top}/PKG-INFO` };
}

/**
 * Checks that an sdist can be unpacked safely into one folder, the one that its filename names, and describes itself there.
 *
 * @throws Refusal `upload.bad-archive`, `upload.top-folder`
 * @see PEP 625; PEP 517, "Source distributions"
 */
export function checkSdistMembers(members: readonly ArchiveMember[], filename: SdistFilename): void {
  checkArchiveMembers(members);

  const { top, pkgInfo } = sdistPaths(filename);
  const outside = members.find((member) => !member.path.startsWith(`${top}/`) && !isTopFolder(member, top));
  if (outside !== undefined) {
    const sentence = `${quote(outside.path)} in the sdist is outside the folder ${quote(top)}: put everything into that one folder.`;
    throw new Refusal('invalid', 'upload.top-folder', sentence, { field: 'content' });
  }

  const file = findFile(members, pkgInfo);
  if (file === undefined) throw badArchive(`The sdist has no file ${quote(pkgInfo)}: build it again with a current build tool.`);
  if (file.size > MAX_METADATA_BYTES) {
    throw badArchive(`${quote(pkgInfo)} in the sdist is larger than ${MAX_METADATA_BYTES} bytes: shorten the description.`);
  }
}

function isTopFolder(member: ArchiveMember, top: string): boolean {
  return member.kind === 'directory' && member.path === top;
}

/**
 * Makes sure that the license files which the metadata names are in the sdist.
 *
 * @throws Refusal `upload.missing-license-file`
 * @see PEP 639, "License-File"
 */
export function checkSdistLicenses(members: readonly ArchiveMember[], filename: SdistFilename, licenseFiles: readonly string[]): void {
  checkLicenseFiles(members, licenseFiles, sdistPaths(filename).top);
}
