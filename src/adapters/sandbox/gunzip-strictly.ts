import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { badArchive } from './bad-archive.ts';

const HEADER_CRC = 1 << 1;
const EXTRA = 1 << 2;
const NAME = 1 << 3;
const COMMENT = 1 << 4;
const TRAILER_BYTES = 8;
const CHUNK_BYTES = 64 * 1024;

/**
 * The unpacked bytes of a gzip file that is exactly one gzip member: readers differ in what they do with a second one or with bytes
 * behind it. Checksum and length are checked at the end.
 *
 * @throws Refusal `upload.bad-archive`
 * @see RFC 1952, section 2.3
 */
export async function* gunzipStrictly(path: string): AsyncGenerator<Buffer> {
  const { dataStart, dataEnd, trailer } = await readFrame(path);
  const packed = createReadStream(path, { start: dataStart, end: dataEnd - 1, highWaterMark: CHUNK_BYTES });
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => inflate.destroy(error));

  let sum = 0;
  let length = 0;
  try {
    for await (const chunk of packed.pipe(inflate) as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      length += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? badArchive('The gzip file is damaged or cut off: build it again.', error) : error;
  } finally {
    packed.destroy();
    inflate.destroy();
  }

  if (inflate.bytesWritten !== dataEnd - dataStart) throw badArchive('The gzip file has bytes behind its end, or a second part.');
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32) {
    throw badArchive('The gzip file is damaged: its checksum or length is wrong.');
  }
}

async function readFrame(path: string): Promise<{ dataStart: number; dataEnd: number; trailer: Buffer }> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const head = await readAt(file, 0, Math.min(size, 64 * 1024));
  const dataStart = headerLength(head);
  const dataEnd = size - TRAILER_BYTES;
  if (dataEnd <= dataStart) throw badArchive('The gzip file is cut off: build it again and check that the upload is whole.');
  return { dataStart, dataEnd, trailer: await readAt(file, dataEnd, TRAILER_BYTES) };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function headerLength(head: Buffer): number {
  const isDeflatedGzip = head.length >= 10 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
  const flags = head[3] ?? 0;
  if (!isDeflatedGzip || flags > 0b11111) throw badArchive('The file is no gzip file: an sdist is a .tar.gz.');

  let length = 10;
  if (flags & EXTRA) length += 2 + (length + 2 <= head.length ? head.readUInt16LE(length) : head.length);
  if (flags & NAME) length = endOfText(head, length);
  if (flags & COMMENT) length = endOfText(head, length);
  if (flags & HEADER_CRC) length += 2;
  if (length > head.length) throw badArchive('The gzip file has a header that is too long.');
  return length;
}

function endOfText(head: Buffer, start: number): number {
  const end = head.indexOf(0, start);
  return end === -1 ? head.length + 1 : end + 1;
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
