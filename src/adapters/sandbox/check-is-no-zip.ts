import { open } from 'node:fs/promises';
import { badArchive } from './bad-archive.ts';

const GZIP_MAGIC = Buffer.of(0x1f, 0x8b);
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;

/**
 * Makes sure that a `.tar.gz` is not a zip file as well: installers that look for a zip's end first would unpack something else.
 * Returns the size of the file in bytes.
 *
 * @throws Refusal `upload.bad-archive`
 */
export async function checkIsNoZip(path: string): Promise<number> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const head = Buffer.alloc(GZIP_MAGIC.length);
  await file.read(head, 0, head.length, 0);
  // What is no gzip file at all is told so by who unpacks it.
  if (!head.equals(GZIP_MAGIC)) return size;
  const tail = Buffer.alloc(Math.min(size, END_BYTES + MAX_COMMENT_BYTES));
  await file.read(tail, 0, tail.length, size - tail.length);

  for (let at = tail.indexOf('PK\x05\x06'); at !== -1 && at + END_BYTES <= tail.length; at = tail.indexOf('PK\x05\x06', at + 1)) {
    const entries = tail.readUInt16LE(at + 10);
    const directoryAt = size - tail.length + at - tail.readUInt32LE(at + 12);
    const signature = Buffer.alloc(4);
    if (directoryAt >= 0) await file.read(signature, 0, 4, directoryAt);
    if (entries === 0 || signature.equals(Buffer.from('PK\x01\x02'))) throw badArchive('The file is a gzip file and a zip file at once.');
  }
  return size;
}
