import { closeSync, fstatSync, openSync } from 'node:fs';
import type { ArchiveJob, ArchiveMember, ReadArchive } from '../../world.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { badArchive } from './bad-archive.ts';
import { checkRecord } from './check-record.ts';
import { checkUnpackedSize } from './check-unpacked-size.ts';
import { type FileWindow, fileWindow } from './file-window.ts';
import { quote, readPath, startMemberList } from './member-list.ts';
import { type LocalMember, unpack } from './unpack-member.ts';
import { checkZipEnd } from './zip-end.ts';
import { CENTRAL_SIGNATURE, type CentralEntry, LOCAL_SIGNATURE, readCentralEntry, readLocalEntry } from './zip-records.ts';

interface Local extends LocalMember {
  /** Set when the central directory lists it. */
  isListed: boolean;
}

const LINK = 0o120000;
const UNIX_FILE_OR_FOLDER = [0, 0o100000, 0o040000];

/**
 * Lists a zip file and reads the wanted members. The file is read from its first byte to its last with nothing between, before or
 * behind the records, and both records of a member must agree: so every reader sees the same members.
 * Members that are not wanted are not unpacked.
 *
 * @throws Refusal `upload.bad-archive`
 */
export function readZip(path: string, wanted: readonly string[], limits: ArchiveLimits = ARCHIVE_LIMITS): ReadArchive {
  const fd = openSync(path, 'r');
  try {
    return readMembers(windowOn(fd), new Set(wanted), limits).archive;
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads a wheel; where the job names a RECORD all members are unpacked, hashed and held against it.
 *
 * @throws Refusal `upload.bad-archive`, `upload.record-mismatch`
 */
export async function readWheel({ path, wanted, record }: Omit<ArchiveJob, 'kind'>): Promise<ReadArchive> {
  if (record === undefined) return readZip(path, wanted);
  const fd = openSync(path, 'r');
  try {
    const file = windowOn(fd);
    const { locals, archive } = readMembers(file, new Set([...wanted, record]), ARCHIVE_LIMITS);
    await checkRecord({ path, file, locals, ownPath: record, text: recordOf(archive, record) });
    return archive;
  } finally {
    closeSync(fd);
  }
}

function windowOn(fd: number): FileWindow {
  return fileWindow(fd, fstatSync(fd).size);
}

function recordOf({ found }: ReadArchive, path: string): Uint8Array {
  const record = found.get(path);
  if (record === undefined) throw badArchive(`The wheel has no file ${quote(path)}: build it again with a current build tool.`);
  return record;
}

function readMembers(
  file: FileWindow,
  wanted: ReadonlySet<string>,
  limits: ArchiveLimits,
): { locals: ReadonlyMap<string, Local>; archive: ReadArchive } {
  const locals = readLocals(file, limits);
  const members: ArchiveMember[] = [];
  const wantedLocals: Local[] = [];
  let offset = locals.end;
  let unpackedBytes = 0;

  while (signatureAt(file, offset) === CENTRAL_SIGNATURE) {
    const entry = readCentralEntry(file, offset);
    const kind = kindOf(entry);
    const local = takeLocal(locals.byPath, entry);
    members.push({ path: local.path, size: entry.size, kind });
    if (kind === 'file' && wanted.has(local.path)) wantedLocals.push(local);
    offset += entry.recordLength;
    unpackedBytes += entry.size;
  }

  if (members.length !== locals.byPath.size) throw badArchive('The zip file holds a member that its directory does not list.');
  checkZipEnd(file, { start: locals.end, end: offset, entries: members.length });
  checkUnpackedSize(unpackedBytes, file.size, limits);
  const found = new Map(wantedLocals.map((local) => [local.path, unpackWanted(file, local, limits)]));
  return { locals: locals.byPath, archive: { members, found } };
}

function readLocals(file: FileWindow, limits: ArchiveLimits): { byPath: Map<string, Local>; end: number } {
  const list = startMemberList(limits);
  const byPath = new Map<string, Local>();
  let offset = 0;

  while (signatureAt(file, offset) === LOCAL_SIGNATURE) {
    const { rawName, ...entry } = readLocalEntry(file, offset);
    const isFolder = endsInSlash(rawName);
    const path = list.add(rawName, entry.size, isFolder ? 'directory' : 'file');
    if (isFolder && (entry.size > 0 || entry.packedSize > 0)) throw badArchive(`The zip file has the folder ${quote(path)} with content.`);
    byPath.set(path, { ...entry, path, offset, isFolder, isListed: false });
    offset += entry.recordLength + entry.packedSize;
  }
  return { byPath, end: offset };
}

function takeLocal(byPath: ReadonlyMap<string, Local>, entry: CentralEntry): Local {
  const isFolder = endsInSlash(entry.rawName);
  const path = readPath(entry.rawName, isFolder ? 'directory' : 'file');
  const local = byPath.get(path);
  if (local === undefined) throw badArchive(`The zip file lists ${quote(path)}, which is not in it.`);
  if (local.isListed) throw badArchive(`The archive holds ${quote(path)} twice.`);

  const isSame =
    local.offset === entry.localOffset &&
    local.isFolder === isFolder &&
    local.method === entry.method &&
    local.crc32 === entry.crc32 &&
    local.packedSize === entry.packedSize &&
    local.size === entry.size;
  if (!isSame) throw badArchive(`The zip file says two different things of ${quote(path)}: in its directory and in front of the data.`);
  local.isListed = true;
  return local;
}

function signatureAt(file: FileWindow, offset: number): number {
  return file.bytes(offset, 4).readUInt32LE(0);
}

function kindOf(entry: CentralEntry): ArchiveMember['kind'] {
  if (entry.unixType === LINK) return 'link';
  if (!UNIX_FILE_OR_FOLDER.includes(entry.unixType)) return 'other';
  return endsInSlash(entry.rawName) ? 'directory' : 'file';
}

function endsInSlash(rawName: Buffer): boolean {
  return rawName.at(-1) === 0x2f;
}

function unpackWanted(file: FileWindow, member: Local, limits: ArchiveLimits): Uint8Array {
  const isTooLarge = member.size > limits.maxWantedBytes || member.packedSize > limits.maxWantedBytes;
  if (isTooLarge) throw badArchive(`${quote(member.path)} is larger than ${limits.maxWantedBytes} bytes.`);
  return unpack(file, member);
}
