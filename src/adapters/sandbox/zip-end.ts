import { badArchive } from './bad-archive.ts';
import type { FileWindow } from './file-window.ts';
import { readUInt64 } from './zip-extra.ts';
import { END_SIGNATURE, END64_SIGNATURE, LOCATOR64_SIGNATURE } from './zip-records.ts';

/** Where the central directory was found, and how many records it had. */
export interface DirectoryPlace {
  readonly start: number;
  /** First byte behind it. */
  readonly end: number;
  readonly entries: number;
}

interface Told {
  readonly entries: number;
  readonly size: number;
  readonly start: number;
}

/**
 * Checks that what follows the central directory tells the truth about it and ends with the file.
 *
 * @throws Refusal `upload.bad-archive`
 * @see APPNOTE.TXT, sections 4.3.14 to 4.3.16
 */
export function checkZipEnd(file: FileWindow, place: DirectoryPlace): void {
  const has64 = file.bytes(place.end, 4).readUInt32LE(0) === END64_SIGNATURE;
  const told64 = has64 ? readEnd64(file, place.end) : undefined;
  const end = place.end + (has64 ? 56 + 20 : 0);
  // Some readers look for the locator right in front of the end: the last member's extra field could play it.
  if (!has64 && end >= 20 && file.bytes(end - 20, 4).readUInt32LE(0) === LOCATOR64_SIGNATURE) {
    throw badArchive('The zip file has a ZIP64 locator without its record.');
  }

  const record = file.bytes(end, 22);
  if (record.readUInt32LE(0) !== END_SIGNATURE) throw badArchive('The zip file has something that is no zip record.');
  if (record.readUInt16LE(4) !== record.readUInt16LE(6)) throw badArchive('The zip file says that it is split over several disks.');
  if (record.readUInt16LE(8) !== record.readUInt16LE(10)) throw badArchive('The zip file counts its members in two ways.');
  const commentLength = record.readUInt16LE(20);
  if (end + 22 + commentLength !== file.size) throw badArchive('The zip file has bytes behind its end.');

  // 0xffff and 0xffffffff send the reader to the ZIP64 record; any other value must be true by itself, also beside such a record.
  const disks = record.readUInt16LE(4);
  if (disks !== 0 && !(disks === 0xffff && has64)) throw badArchive('The zip file says that it is split over several disks.');
  checkTold(place, {
    entries: valueOr64(record.readUInt16LE(10), 0xffff, told64?.entries),
    size: valueOr64(record.readUInt32LE(12), 0xffffffff, told64?.size),
    start: valueOr64(record.readUInt32LE(16), 0xffffffff, told64?.start),
  });
  if (told64 !== undefined) checkTold(place, told64);

  // Most readers look for the end from behind: an end inside the comment would be theirs.
  const comment = file.bytes(end + 22, commentLength);
  if (comment.includes('PK\x05\x06') || comment.includes('PK\x06\x07')) throw badArchive('The zip file hides a second end in its comment.');
}

function valueOr64(value: number, mark: number, value64: number | undefined): number {
  return value === mark && value64 !== undefined ? value64 : value;
}

function checkTold(place: DirectoryPlace, told: Told): void {
  if (told.entries !== place.entries) throw badArchive('The zip file has another number of members than its end says.');
  if (told.start !== place.start || told.size !== place.end - place.start) {
    throw badArchive('The zip file has its directory in another place than its end says.');
  }
}

function readEnd64(file: FileWindow, offset: number): Told {
  const record = file.bytes(offset, 56 + 20);
  const isWhole = readUInt64(record, 4) === 44 && record.readUInt32LE(56) === LOCATOR64_SIGNATURE;
  if (!isWhole) throw badArchive('The zip file has a ZIP64 end with extra data or without its locator.');

  const entries = readUInt64(record, 32);
  const isOneDisk =
    record.readUInt32LE(16) === 0 && record.readUInt32LE(20) === 0 && record.readUInt32LE(60) === 0 && record.readUInt32LE(72) <= 1;
  if (!isOneDisk || readUInt64(record, 24) !== entries) throw badArchive('The zip file says that it is split over several disks.');
  if (readUInt64(record, 64) !== offset) throw badArchive('The zip file has its ZIP64 end in another place than the locator says.');
  return { entries, size: readUInt64(record, 40), start: readUInt64(record, 48) };
}
