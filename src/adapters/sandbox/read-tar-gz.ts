import { Refusal } from '../../base/refusal.ts';
import type { ArchiveMember, ReadArchive } from '../../world.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { badArchive } from './bad-archive.ts';
import { type ByteSource, byteSource } from './byte-source.ts';
import { checkIsNoZip } from './check-is-no-zip.ts';
import { checkUnpackedSize } from './check-unpacked-size.ts';
import { gunzipStrictly } from './gunzip-strictly.ts';
import { quote, startMemberList } from './member-list.ts';
import { type PaxAttributes, readLongName, readPax, readTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-headers.ts';

/** What stands in front of a member and belongs to it. */
interface Ahead {
  readonly pax?: PaxAttributes;
  readonly longName?: Buffer;
}

const MAX_ATTRIBUTE_BYTES = 1024 * 1024;
const GLOBAL_PAX = 'g';
const PAX = 'x';
const LONG_NAME = 'L';
const KINDS: Readonly<Record<string, ArchiveMember['kind']>> = { '0': 'file', '\0': 'file', '5': 'directory' };

/**
 * Lists a `.tar.gz` and reads the wanted members, given as paths below its single top folder. Everything is unpacked in passing, in
 * pieces, up to the limits. Only plain files and folders are taken: no links, devices or sparse files.
 *
 * @throws Refusal `upload.bad-archive`, `upload.top-folder`
 */
export async function readTarGz(path: string, wanted: readonly string[], limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<ReadArchive> {
  const packedBytes = await checkIsNoZip(path);
  const chunks = limited(gunzipStrictly(path), packedBytes, limits);
  try {
    return await readMembers(byteSource(chunks), new Set(wanted), limits);
  } finally {
    await chunks.return(undefined);
  }
}

async function* limited(chunks: AsyncIterable<Buffer>, packedBytes: number, limits: ArchiveLimits): AsyncGenerator<Buffer> {
  let unpackedBytes = 0;
  for await (const chunk of chunks) {
    unpackedBytes += chunk.length;
    checkUnpackedSize(unpackedBytes, packedBytes, limits);
    yield chunk;
  }
}

async function readMembers(source: ByteSource, wanted: ReadonlySet<string>, limits: ArchiveLimits): Promise<ReadArchive> {
  const list = startMemberList(limits);
  const twins = new Set<string>();
  const found = new Map<string, Uint8Array>();
  const top = topFolder();

  for (let next = await nextMember(source); next !== undefined; next = await nextMember(source)) {
    const { header, rawPath, kind } = next;
    const path = list.add(rawPath, header.size, kind);
    if (twins.has(path.toLowerCase())) throw badArchive(`The archive holds ${quote(path)} twice, in capitals and small letters.`);
    twins.add(path.toLowerCase());

    const below = top.below(path, kind);
    const isWanted = kind === 'file' && wanted.has(below);
    if (isWanted && header.size > limits.maxWantedBytes) throw badArchive(`${quote(path)} is larger than ${limits.maxWantedBytes} bytes.`);
    if (isWanted) found.set(below, Uint8Array.from(await takeAll(source, header.size)));
    else if (!(await source.skip(header.size))) throw cutOff();
    await skipPadding(source, header.size);
  }

  if (list.members.length === 0) throw badArchive('The archive is empty.');
  return { members: list.members, found };
}

/** Reads up to the next member; undefined at the end of the archive. */
async function nextMember(source: ByteSource): Promise<{ header: TarHeader; rawPath: Buffer; kind: ArchiveMember['kind'] } | undefined> {
  let ahead: Ahead = {};
  while (true) {
    const block = await source.take(TAR_BLOCK_BYTES);
    if (block.length < TAR_BLOCK_BYTES) throw cutOff();
    if (block.every((byte) => byte === 0)) {
      if (ahead.pax !== undefined || ahead.longName !== undefined) throw cutOff();
      await checkRestIsZero(source);
      return undefined;
    }

    const header = readTarHeader(block);
    if (header.type !== PAX && header.type !== GLOBAL_PAX && header.type !== LONG_NAME) return member(header, ahead);
    ahead = await readAhead(source, header, ahead);
  }
}

async function readAhead(source: ByteSource, header: TarHeader, ahead: Ahead): Promise<Ahead> {
  if (header.size > MAX_ATTRIBUTE_BYTES) throw badArchive('The tar file has a header that is too long.');
  const content = await takeAll(source, header.size);
  await skipPadding(source, header.size);

  if (header.type === GLOBAL_PAX) {
    readPax(content, true);
    return ahead;
  }
  // Readers differ in which of two headers of one member they follow.
  if (ahead.pax !== undefined || ahead.longName !== undefined) throw badArchive('The tar file has two headers in front of one member.');
  return header.type === PAX ? { pax: readPax(content, false) } : { longName: readLongName(content) };
}

function member(header: TarHeader, ahead: Ahead): { header: TarHeader; rawPath: Buffer; kind: ArchiveMember['kind'] } {
  const rawPath = ahead.pax?.path ?? ahead.longName ?? header.rawPath;
  const kind = KINDS[header.type];
  if (kind === undefined)
    throw badArchive(
      `The archive holds ${quote(rawPath.toString())}, which is ${whatIs(header.type)}: only files and folders may be in it.`,
    );
  if (kind === 'directory' && header.size > 0) throw badArchive(`The archive has the folder ${quote(rawPath.toString())} with content.`);
  if (ahead.pax?.size !== undefined && ahead.pax.size !== header.size)
    throw badArchive(`The archive gives ${quote(rawPath.toString())} two sizes.`);
  return { header, rawPath, kind };
}

function whatIs(type: string): string {
  if (type === '1' || type === '2' || type === 'K') return 'a link';
  if (type === 'S') return 'a sparse file';
  if (type === '3' || type === '4' || type === '6') return 'a device or pipe';
  return 'of an unknown kind';
}

/** Holds every member to one top folder and gives the path below it, '' for the folder itself. */
function topFolder(): { below(path: string, kind: ArchiveMember['kind']): string } {
  let top: string | undefined;
  return {
    below(path, kind) {
      const slash = path.indexOf('/');
      const first = slash === -1 ? path : path.slice(0, slash);
      top ??= first;
      if (first !== top || (slash === -1 && kind !== 'directory')) {
        throw new Refusal(
          'invalid',
          'upload.top-folder',
          `An sdist has exactly one folder at its top, and this one also has ${quote(first)} there.`,
        );
      }
      return slash === -1 ? '' : path.slice(slash + 1);
    },
  };
}

async function takeAll(source: ByteSource, length: number): Promise<Buffer> {
  const bytes = await source.take(length);
  if (bytes.length < length) throw cutOff();
  return bytes;
}

async function skipPadding(source: ByteSource, size: number): Promise<void> {
  const over = size % TAR_BLOCK_BYTES;
  if (over !== 0 && !(await source.skip(TAR_BLOCK_BYTES - over))) throw cutOff();
}

async function checkRestIsZero(source: ByteSource): Promise<void> {
  for (let rest = await source.takeSome(); rest !== undefined; rest = await source.takeSome()) {
    if (rest.some((byte) => byte !== 0)) throw badArchive('The tar file has something behind its end.');
  }
}

function cutOff(): Error {
  return badArchive('The tar file is cut off: build it again and check that the upload is whole.');
}
