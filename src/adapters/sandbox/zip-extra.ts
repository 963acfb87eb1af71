import { badArchive } from './bad-archive.ts';

const ZIP64 = 0x0001;
const UNICODE_PATH = 0x7075;
const TAKEN_FROM_ZIP64 = 0xffffffff;

/** What of a record's extra fields matters for reading it. */
export interface ZipExtra {
  readonly zip64: Buffer | undefined;
}

/** Sizes as they stand in a record; `localOffset` only in the central directory. */
export interface ZipSizes {
  readonly size: number;
  readonly packedSize: number;
  readonly localOffset?: number;
}

/**
 * Reads the extra fields of one record strictly: readers differ in what they do with repeated, cut or contradicting ones.
 *
 * @throws Refusal `upload.bad-archive`
 * @see APPNOTE.TXT, sections 4.5.1, 4.5.3 and 4.6.9
 */
export function readZipExtra(extra: Buffer, rawName: Buffer): ZipExtra {
  let zip64: Buffer | undefined;
  let hasUnicodePath = false;

  let offset = 0;
  while (offset < extra.length) {
    if (offset + 4 > extra.length) throw badArchive('The zip file has a cut-off extra field.');
    const id = extra.readUInt16LE(offset);
    const end = offset + 4 + extra.readUInt16LE(offset + 2);
    if (end > extra.length) throw badArchive('The zip file has a cut-off extra field.');
    const data = extra.subarray(offset + 4, end);
    offset = end;

    if (id === ZIP64) {
      if (zip64 !== undefined) throw badArchive('The zip file has two ZIP64 fields for one member.');
      zip64 = data;
    }
    if (id === UNICODE_PATH) {
      if (hasUnicodePath) throw badArchive('The zip file has two Unicode paths for one member.');
      hasUnicodePath = true;
      checkUnicodePath(data, rawName);
    }
  }
  return { zip64 };
}

/**
 * The true sizes of a member. Both sizes are taken from the ZIP64 field, or none; without a mark that asks for it the field is ignored.
 *
 * @throws Refusal `upload.bad-archive`
 */
export function resolveZip64(sizes: ZipSizes, zip64: Buffer | undefined): Required<ZipSizes> {
  const { size, packedSize, localOffset = 0 } = sizes;
  if (zip64 !== undefined && ![0, 8, 16, 24, 28].includes(zip64.length))
    throw badArchive('The zip file has a ZIP64 field of a wrong length.');

  const takesSizes = size === TAKEN_FROM_ZIP64;
  const takesOffset = localOffset === TAKEN_FROM_ZIP64;
  if (takesSizes !== (packedSize === TAKEN_FROM_ZIP64)) throw badArchive('The zip file takes only one of two sizes from its ZIP64 field.');
  if (!takesSizes && !takesOffset) return { size, packedSize, localOffset };

  const length = (takesSizes ? 16 : 0) + (takesOffset ? 8 : 0);
  if (zip64?.length !== length) throw badArchive('The zip file has a ZIP64 field that does not hold just the values asked of it.');
  return {
    size: takesSizes ? readUInt64(zip64, 0) : size,
    packedSize: takesSizes ? readUInt64(zip64, 8) : packedSize,
    localOffset: takesOffset ? readUInt64(zip64, length - 8) : localOffset,
  };
}

/**
 * A 64-bit number that is also exact as a JavaScript number.
 *
 * @throws Refusal `upload.bad-archive`
 */
export function readUInt64(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw badArchive('The zip file has an impossible ZIP64 value.');
  return Number(value);
}

function checkUnicodePath(data: Buffer, rawName: Buffer): void {
  // One byte of version and four of a checksum stand before the path.
  if (data.length < 5 || !data.subarray(5).equals(rawName)) {
    throw badArchive('The zip file gives a member a second, different name in its Unicode path.');
  }
}
