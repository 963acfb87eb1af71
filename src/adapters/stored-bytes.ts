import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { ByteRange, StoredBytes } from '../world.ts';

/** Half the time of Node's 64 KiB; twice as much is no faster. */
const CHUNK_BYTES = 524_288;
/** Buffers kept for the next download: new memory costs the kernel more than the reading does. */
const MOST_SPARE = 32;

const spare: Buffer[] = [];

/** Opens a file of the disk to be sent; undefined when there is none. */
export async function openStoredBytes(path: string, range: ByteRange | undefined): Promise<StoredBytes | undefined> {
  const file = await open(path, 'r').catch(undefinedIfAbsent);
  if (file === undefined) return undefined;
  return {
    async sendTo(target) {
      try {
        await send(file, await boundsOf(file, range), target);
      } finally {
        await file.close();
      }
    },
    async *[Symbol.asyncIterator]() {
      try {
        yield* readChunks(file, await boundsOf(file, range));
      } finally {
        await file.close();
      }
    },
    close: () => file.close(),
  };
}

async function boundsOf(file: FileHandle, range: ByteRange | undefined): Promise<ByteRange> {
  return range ?? { first: 0, last: (await file.stat()).size - 1 };
}

/** Chunks that the reader may keep, to the end of the range or of the file: whoever reads them all sees where it ends. */
async function* readChunks(file: FileHandle, { first, last }: ByteRange): AsyncGenerator<Uint8Array> {
  for (let at = first; at <= last; ) {
    const chunk = await readInto(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, last - at + 1)), file, at, last);
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}

/** As much as fits; nothing at the end of the file. */
async function readInto(buffer: Buffer, file: FileHandle, at: number, last: number): Promise<Buffer> {
  const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, last - at + 1), at);
  return buffer.subarray(0, bytesRead);
}

/**
 * One buffer for each download: read into, written, read into again. A write's callback comes when the kernel has the bytes; it never
 * comes when the client has gone, so the target's end is watched too.
 */
async function send(file: FileHandle, { first, last }: ByteRange, target: Writable): Promise<void> {
  const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let isGone = target.destroyed;
  let giveUp = (_gone: Error): void => undefined;
  const onClose = (): void => {
    isGone = true;
    giveUp(gone());
  };
  target.once('close', onClose);
  try {
    for (let at = first; at <= last; ) {
      const chunk = await readInto(buffer, file, at, last);
      if (chunk.length === 0) throw new Error(`a stored file ends at ${at} and not at ${last + 1}`);
      if (isGone) throw gone();
      await new Promise<void>((resolve, reject) => {
        giveUp = reject;
        target.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      at += chunk.length;
    }
  } finally {
    target.removeListener('close', onClose);
  }
  // Not after an error: then somebody may still hold it.
  if (spare.length < MOST_SPARE) spare.push(buffer);
}

function gone(): Error {
  return Object.assign(new Error('the client went away'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}

/** Only a file that is not there is absent; one that cannot be read is an error. */
function undefinedIfAbsent(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error;
}
