import type { ArchiveMember } from '../../world.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { badArchive } from './bad-archive.ts';

/** The members read so far, each path once. */
export interface MemberList {
  readonly members: readonly ArchiveMember[];
  /**
   * Takes one more member; `rawPath` as it stands in the archive. Returns the path as listed: a folder without its last slash.
   *
   * @throws Refusal `upload.bad-archive`
   */
  add(rawPath: Uint8Array, size: number, kind: ArchiveMember['kind']): string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** An empty list that refuses a path that leaves the archive, reads differently elsewhere or is there already, and too many members. */
export function startMemberList(limits: ArchiveLimits): MemberList {
  const members: ArchiveMember[] = [];
  const taken = new Set<string>();
  let pathBytes = 0;

  return {
    members,
    add(rawPath, size, kind) {
      if (members.length === limits.maxMembers) throw badArchive(`The archive has more than ${limits.maxMembers} members.`);
      pathBytes += rawPath.length;
      if (rawPath.length > limits.maxPathBytes || pathBytes > limits.maxPathBytesInAll) {
        throw badArchive('The paths in the archive are too long.');
      }

      const path = readPath(rawPath, kind);
      if (taken.has(path)) throw badArchive(`The archive holds ${quote(path)} twice.`);
      taken.add(path);
      members.push({ path, size, kind });
      return path;
    },
  };
}

/** A member's path for a sentence: cut when it is long, control characters shown as "?". */
export function quote(path: string): string {
  const shown = path.replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return `"${shown.length > 100 ? `${shown.slice(0, 99)}…` : shown}"`;
}

/**
 * The path as it is listed: a folder without its last slash.
 *
 * @throws Refusal `upload.bad-archive` for a path that leaves the archive or reads differently elsewhere
 */
export function readPath(rawPath: Uint8Array, kind: ArchiveMember['kind']): string {
  const text = decode(rawPath);
  const path = kind === 'directory' && text.endsWith('/') ? text.slice(0, -1) : text;

  if (path === '') throw badArchive('The archive has a member without a name.');
  if (/\p{Cc}/u.test(path)) throw badArchive(`The path ${quote(path)} in the archive holds a control character.`);
  if (path.includes('\\')) throw badArchive(`The path ${quote(path)} in the archive holds a backslash: use "/".`);
  if (/^[A-Za-z]:/.test(path)) throw badArchive(`The path ${quote(path)} in the archive starts with a drive.`);
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw badArchive(
      `The path ${quote(path)} in the archive is not a plain path below its top: no "/" at the start or end, no "//", ".", "..".`,
    );
  }
  return path;
}

function decode(rawPath: Uint8Array): string {
  try {
    return utf8.decode(rawPath);
  } catch (cause) {
    throw badArchive('The archive has a path that is not UTF-8.', cause);
  }
}
