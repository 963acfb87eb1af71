import type { ArchiveLimits } from './archive-limits.ts';
import { badArchive } from './bad-archive.ts';

/**
 * Checks what an archive unpacks to, so far or in all, against its own size; all in bytes.
 *
 * @throws Refusal `upload.bad-archive`
 */
export function checkUnpackedSize(unpackedBytes: number, packedBytes: number, limits: ArchiveLimits): void {
  if (unpackedBytes > limits.maxUnpackedBytes) {
    throw badArchive(`The archive unpacks to more than ${limits.maxUnpackedBytes} bytes: split the project or leave large data out.`);
  }
  if (unpackedBytes > limits.ratioCountsFromBytes && unpackedBytes > packedBytes * limits.maxRatio) {
    throw badArchive(`The archive unpacks to more than ${limits.maxRatio} times its size, as a decompression bomb does.`);
  }
}
