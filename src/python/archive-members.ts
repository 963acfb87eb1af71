import { Refusal } from '../base/refusal.ts';
import type { ArchiveMember } from '../world.ts';
import { quote } from './quote.ts';

/** Most members of an archive. */
export const MAX_MEMBERS = 100_000;
/** Longest path of a member, in UTF-16 units. */
export const MAX_MEMBER_PATH_LENGTH = 1_024;

/** An empty part, "." or "..". */
const UNPLAIN_PART = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * Refuses an archive that could write outside the folder where it is unpacked, or that unpacks differently on different machines:
 * no links or devices, no absolute or climbing paths, no two members that are one file where capitals do not count.
 *
 * @throws Refusal `upload.bad-archive`
 */
export function checkArchiveMembers(members: readonly ArchiveMember[]): void {
  if (members.length > MAX_MEMBERS) throw badArchive(`The archive has more than ${MAX_MEMBERS} members: leave out what is not needed.`);

  for (const member of members) checkMember(member);
  checkNeighbours(members.map((member) => ({ member, folded: fold(member.path) })));
}

/** The file at a path, by its exact spelling, or undefined. */
export function findFile(members: readonly ArchiveMember[], path: string): ArchiveMember | undefined {
  return members.find((member) => member.kind === 'file' && member.path === path);
}

/** @throws Refusal `upload.missing-license-file` unless every one lies below `folder` */
export function checkLicenseFiles(members: readonly ArchiveMember[], licenseFiles: readonly string[], folder: string): void {
  const files = new Set(members.filter(({ kind }) => kind === 'file').map(({ path }) => path));
  const missing = licenseFiles.find((path) => !files.has(`${folder}/${path}`));
  if (missing === undefined) return;
  const sentence = `The metadata names the License-File ${quote(missing)}, and there is no ${quote(`${folder}/${missing}`, 200)} in the archive.`;
  throw new Refusal('invalid', 'upload.missing-license-file', sentence, { field: 'license_file' });
}

/** A refusal of what an archive holds. */
export function badArchive(message: string): Refusal {
  return new Refusal('invalid', 'upload.bad-archive', message, { field: 'content' });
}

function checkMember({ path, size, kind }: ArchiveMember): void {
  if (path.length > MAX_MEMBER_PATH_LENGTH) {
    throw badArchive(`The path ${quote(path)} in the archive is longer than ${MAX_MEMBER_PATH_LENGTH} characters: shorten it.`);
  }
  if (!path.isWellFormed() || /[\u0000-\u001f\u007f-\u009f]/.test(path)) {
    throw badArchive(`The path ${quote(path)} in the archive contains a control character: rename it.`);
  }
  if (path.includes('\\')) throw badArchive(`The path ${quote(path)} in the archive contains a backslash: use "/".`);
  if (/^[A-Za-z]:/.test(path)) {
    throw badArchive(`The path ${quote(path)} in the archive starts with a drive letter: use paths within the archive.`);
  }
  if (UNPLAIN_PART.test(path)) {
    throw badArchive(
      `The path ${quote(path)} in the archive is absolute, climbs out or has empty parts: use plain paths within the archive.`,
    );
  }
  if (!Number.isSafeInteger(size) || size < 0) throw badArchive(`The archive gives no usable size for ${quote(path)}: build it again.`);
  if (kind === 'link') throw badArchive(`${quote(path)} in the archive is a link: put the file itself there.`);
  if (kind === 'other') throw badArchive(`${quote(path)} in the archive is neither a file nor a folder: leave it out.`);
}

/** Sorted, members that are one file are neighbours, and what lies below a file comes right after it. */
function checkNeighbours(entries: { readonly member: ArchiveMember; readonly folded: string }[]): void {
  entries.sort((one, other) => (one.folded < other.folded ? -1 : Number(one.folded > other.folded)));

  for (const [at, { member, folded }] of entries.entries()) {
    const next = entries[at + 1];
    if (next?.folded === folded) {
      throw badArchive(`The archive contains ${quote(member.path)} and ${quote(next.member.path)}, which some machines take for one file.`);
    }
    if (member.kind === 'file' && next?.folded.startsWith(folded)) {
      throw badArchive(`The archive contains ${quote(member.path)} both as a file and as a folder.`);
    }
  }
}

/** What file systems that ignore capitals and composed letters compare; the "/" at the end lets a folder's members follow it when sorted. */
function fold(path: string): string {
  return `${path.normalize('NFC').toLowerCase()}/`;
}
