import { badArchive } from './bad-archive.ts';

/** Size of the blocks of which a tar file is made, in bytes. */
export const TAR_BLOCK_BYTES = 512;

/** One header block of a tar file. */
export interface TarHeader {
  /** Name and prefix joined, as bytes. */
  readonly rawPath: Buffer;
  readonly size: number;
  /** The type flag as a character. */
  readonly type: string;
}

/** The extended attributes of the pax header in front of a member that matter. */
export interface PaxAttributes {
  readonly path: Buffer | undefined;
  readonly size: number | undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a header block strictly: ustar or GNU, octal numbers, right checksum.
 *
 * @throws Refusal `upload.bad-archive`
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
export function readTarHeader(block: Buffer): TarHeader {
  const magic = block.toString('latin1', 257, 265);
  const isPosix = magic === 'ustar\x0000';
  if (!isPosix && magic !== 'ustar  \0') throw badArchive('The tar file has a header that is neither ustar, pax nor GNU.');
  if (readOctal(block, 148, 8) !== sumOf(block)) throw badArchive('The tar file has a header with a wrong checksum.');

  const name = untilNul(block.subarray(0, 100));
  const prefix = untilNul(block.subarray(345, 500));
  // In GNU's format something else may stand there, which some readers take for a prefix all the same.
  if (!isPosix && prefix.length > 0) throw badArchive('The tar file has a GNU header with a prefix: pack it in the pax format.');
  const rawPath = prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : Buffer.from(name);
  return { rawPath, size: readOctal(block, 124, 12), type: String.fromCharCode(block[156] ?? 0) };
}

/**
 * Reads the records of a pax header. A global one may only hold a comment: anything else in it changes members from afar.
 *
 * @throws Refusal `upload.bad-archive`
 * @see POSIX.1-2017, pax, "pax Extended Header"
 */
export function readPax(content: Buffer, isGlobal: boolean): PaxAttributes {
  const values = readPaxRecords(content);
  for (const key of values.keys()) {
    if (key.startsWith('GNU.sparse.') || key === 'SCHILY.realsize')
      throw badArchive('The tar file has a sparse member: pack it without sparse files.');
    if (isGlobal && key !== 'comment')
      throw badArchive('The tar file sets attributes for all members at once: only a comment may stand there.');
  }

  const charset = values.get('hdrcharset')?.toString('latin1');
  if (charset !== undefined && charset !== 'ISO-IR 10646 2000 UTF-8') throw badArchive('The tar file has paths that are not UTF-8.');
  const path = values.get('path');
  if (path?.includes(0)) throw badArchive('The tar file has a path with a NUL character.');
  const size = values.get('size')?.toString('latin1');
  if (size !== undefined && !/^[0-9]{1,15}$/.test(size)) throw badArchive('The tar file has a size that is no number.');
  return { path, size: size === undefined ? undefined : Number(size) };
}

/** The path in a GNU long-name member: up to the NUL at its end. */
export function readLongName(content: Buffer): Buffer {
  return Buffer.from(untilNul(content));
}

function readPaxRecords(content: Buffer): Map<string, Buffer> {
  const values = new Map<string, Buffer>();
  let offset = 0;

  while (offset < content.length) {
    const space = content.indexOf(0x20, offset);
    const digits = content.toString('latin1', offset, Math.min(space, offset + 20));
    const end = offset + Number(digits);
    const equals = content.indexOf(0x3d, space);
    const isWhole =
      /^[1-9][0-9]{0,9}$/.test(digits) && equals > space && equals < end && end <= content.length && content[end - 1] === 0x0a;
    if (!isWhole) throw badArchive('The tar file has a pax header that can not be read.');

    const key = decodeKey(content.subarray(space + 1, equals));
    if (values.has(key)) throw badArchive('The tar file has a pax header that says one thing twice.');
    values.set(key, Buffer.from(content.subarray(equals + 1, end - 1)));
    offset = end;
  }
  return values;
}

function decodeKey(key: Buffer): string {
  try {
    return utf8.decode(key);
  } catch (cause) {
    throw badArchive('The tar file has a pax header that can not be read.', cause);
  }
}

function readOctal(block: Buffer, offset: number, length: number): number {
  const text = block.toString('latin1', offset, offset + length);
  // Numbers in base 256 begin with the top bit: only files beyond 8 GiB need them.
  if (!/^ *[0-7]+[ \0]*$/.test(text)) throw badArchive('The tar file has a header with a number that is not octal.');
  return Number.parseInt(text, 8);
}

function sumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const [i, byte] of block.entries()) {
    if (i < 148 || i >= 156) sum += byte;
  }
  return sum;
}

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
