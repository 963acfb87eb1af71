import { readSync } from 'node:fs';
import { badArchive } from './bad-archive.ts';

/** Reads pieces of an open file; neighbouring small pieces cost one read of the disk. */
export interface FileWindow {
  /** Length of the whole file in bytes. */
  readonly size: number;
  /**
   * The bytes from `offset` on; valid until the next call.
   *
   * @throws Refusal `upload.bad-archive` when the file is not that long
   */
  bytes(offset: number, length: number): Buffer;
}

const WINDOW_BYTES = 16 * 1024;

/** A window on the open file `fd` of `size` bytes. */
export function fileWindow(fd: number, size: number): FileWindow {
  let start = 0;
  let held: Buffer = Buffer.alloc(0);

  return {
    size,
    bytes(offset, length) {
      if (offset + length > size) throw badArchive('The archive is cut off: build it again and check that the upload is whole.');
      if (offset < start || offset + length > start + held.length) {
        held = readAt(fd, offset, Math.min(Math.max(length, WINDOW_BYTES), size - offset));
        start = offset;
      }
      return held.subarray(offset - start, offset - start + length);
    },
  };
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(fd, bytes, read, length - read, offset + read);
    if (more === 0) throw badArchive('The archive became shorter while it was read.');
    read += more;
  }
  return bytes;
}
