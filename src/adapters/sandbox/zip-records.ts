import { badArchive } from './bad-archive.ts';
import type { FileWindow } from './file-window.ts';
import { readZipExtra, resolveZip64 } from './zip-extra.ts';

/** Signatures of the records of a zip file. */
export const LOCAL_SIGNATURE = 0x04034b50;
export const CENTRAL_SIGNATURE = 0x02014b50;
export const END64_SIGNATURE = 0x06064b50;
export const LOCATOR64_SIGNATURE = 0x07064b50;
export const END_SIGNATURE = 0x06054b50;

export const STORED = 0;
export const DEFLATED = 8;

const UTF8_NAME = 1 << 11;
/** Bits 1 and 2 tell how hard the packer tried; bit 11 says that the name is UTF-8. */
const ALLOWED_FLAGS = 0b110 | UTF8_NAME;

/** What both records of a member say of it. */
export interface ZipEntry {
  readonly rawName: Buffer;
  readonly method: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  /** Length of the record itself, without the data that follows a local one. */
  readonly recordLength: number;
}

/** A record of the central directory. */
export interface CentralEntry extends ZipEntry {
  readonly localOffset: number;
  /** Type bits of the Unix mode, 0 when it was not packed on Unix. */
  readonly unixType: number;
}

/**
 * Reads the record in front of a member's data.
 *
 * @throws Refusal `upload.bad-archive`
 * @see APPNOTE.TXT, section 4.3.7
 */
export function readLocalEntry(file: FileWindow, offset: number): ZipEntry {
  const head = file.bytes(offset, 30);
  const fields = {
    flags: head.readUInt16LE(6),
    method: head.readUInt16LE(8),
    crc32: head.readUInt32LE(14),
    packedSize: head.readUInt32LE(18),
    size: head.readUInt32LE(22),
    nameLength: head.readUInt16LE(26),
    extraLength: head.readUInt16LE(28),
  };
  const recordLength = 30 + fields.nameLength + fields.extraLength;
  const record = Buffer.from(file.bytes(offset, recordLength));
  const rawName = record.subarray(30, 30 + fields.nameLength);

  checkCommon(fields, rawName);
  const extra = readZipExtra(record.subarray(30 + fields.nameLength), rawName);
  const { size, packedSize } = resolveZip64({ size: fields.size, packedSize: fields.packedSize }, extra.zip64);
  return { rawName, method: fields.method, crc32: fields.crc32, packedSize, size, recordLength };
}

/**
 * Reads a record of the central directory.
 *
 * @throws Refusal `upload.bad-archive`
 * @see APPNOTE.TXT, section 4.3.12
 */
export function readCentralEntry(file: FileWindow, offset: number): CentralEntry {
  const head = file.bytes(offset, 46);
  const fields = {
    madeOnUnix: head.readUInt8(5) === 3,
    flags: head.readUInt16LE(8),
    method: head.readUInt16LE(10),
    crc32: head.readUInt32LE(16),
    packedSize: head.readUInt32LE(20),
    size: head.readUInt32LE(24),
    nameLength: head.readUInt16LE(28),
    extraLength: head.readUInt16LE(30),
    commentLength: head.readUInt16LE(32),
    disk: head.readUInt16LE(34),
    attributes: head.readUInt32LE(38),
    localOffset: head.readUInt32LE(42),
  };
  if (fields.commentLength > 0) throw badArchive('The zip file has a comment on a member: pack it without comments.');
  if (fields.disk !== 0) throw badArchive('The zip file says that it is split over several disks.');

  const recordLength = 46 + fields.nameLength + fields.extraLength;
  const record = Buffer.from(file.bytes(offset, recordLength));
  const rawName = record.subarray(46, 46 + fields.nameLength);
  checkCommon(fields, rawName);
  const extra = readZipExtra(record.subarray(46 + fields.nameLength), rawName);
  const { size, packedSize, localOffset } = resolveZip64(fields, extra.zip64);
  const unixType = fields.madeOnUnix ? (fields.attributes >>> 16) & 0o170000 : 0;
  return { rawName, method: fields.method, crc32: fields.crc32, packedSize, size, recordLength, localOffset, unixType };
}

function checkCommon(fields: { flags: number; method: number }, rawName: Uint8Array): void {
  if (fields.flags & 0b1) throw badArchive('The zip file is encrypted: pack it without a password.');
  if (fields.flags & 0b1000) {
    throw badArchive('The zip file has a data descriptor: pack it to a file that can be sought in, not to a pipe.');
  }
  if (fields.flags & ~ALLOWED_FLAGS) throw badArchive('The zip file uses a feature (general purpose flags) that installers do not share.');
  if (fields.method !== STORED && fields.method !== DEFLATED) {
    throw badArchive('The zip file has a member that is neither stored nor deflated: use one of these two methods.');
  }
  // Without the flag one reader takes such a name as UTF-8 and the next one as code page 437.
  if (!(fields.flags & UTF8_NAME) && rawName.some((byte) => byte > 0x7f)) {
    throw badArchive('The zip file has a name beyond ASCII that is not marked as UTF-8: pack it with a newer tool.');
  }
}
