import { createReadStream } from 'node:fs';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { badArchive } from './bad-archive.ts';
import type { FileWindow } from './file-window.ts';
import { quote } from './member-list.ts';
import { STORED, type ZipEntry } from './zip-records.ts';

/** What the record in front of a member's data said, without what is only needed once. */
export interface LocalMember extends Omit<ZipEntry, 'rawName'> {
  readonly path: string;
  readonly offset: number;
  readonly isFolder: boolean;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * A whole member in memory.
 *
 * @throws Refusal `upload.bad-archive` unless length and checksum are those of its record
 */
export function unpack(file: FileWindow, member: LocalMember): Uint8Array {
  const packed = file.bytes(member.offset + member.recordLength, member.packedSize);
  const bytes = member.method === STORED ? Buffer.from(packed) : inflate(packed, member);
  if (bytes.length !== member.size || crc32(bytes) !== member.crc32) throw damaged(member);
  return bytes;
}

function inflate(packed: Buffer, member: LocalMember): Buffer {
  try {
    // With `info` the types still say Buffer; the engine tells how much of the input was used.
    const result: unknown = inflateRawSync(packed, { maxOutputLength: Math.max(member.size, 1), info: true });
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    if (engine.bytesWritten !== packed.length) throw new Error('bytes behind the deflated data');
    return buffer;
  } catch (cause) {
    throw badArchive(`${quote(member.path)} in the zip file can not be unpacked.`, cause);
  }
}

/**
 * A member in pieces, for what is too large to be held; `path` is that of the archive.
 *
 * @throws Refusal `upload.bad-archive` as `unpack`
 */
export async function* unpackInPieces(path: string, member: LocalMember): AsyncGenerator<Buffer> {
  const start = member.offset + member.recordLength;
  const packed = createReadStream(path, { start, end: start + member.packedSize - 1, highWaterMark: CHUNK_BYTES });
  const inflating = member.method === STORED ? undefined : createInflateRaw({ chunkSize: CHUNK_BYTES });
  if (inflating !== undefined) packed.on('error', (error) => inflating.destroy(error));
  let sum = 0;
  let length = 0;
  try {
    for await (const chunk of (inflating === undefined ? packed : packed.pipe(inflating)) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > member.size) break;
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (cause) {
    throw isZlibError(cause) ? badArchive(`${quote(member.path)} in the zip file can not be unpacked.`, cause) : cause;
  } finally {
    packed.destroy();
    inflating?.destroy();
  }
  const isAllUsed = inflating === undefined || inflating.bytesWritten === member.packedSize;
  if (length !== member.size || sum !== member.crc32 || !isAllUsed) throw damaged(member);
}

function isZlibError(error: unknown): boolean {
  return ['Z_DATA_ERROR', 'Z_BUF_ERROR'].includes((error as { code?: string }).code ?? '');
}

function damaged(member: LocalMember): Error {
  return badArchive(`${quote(member.path)} in the zip file is damaged: its length or checksum is not what the file says.`);
}
