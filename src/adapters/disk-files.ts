import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256Hex } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { limitText } from '../base/number-text.ts';
import { Refusal } from '../base/refusal.ts';
import { makeFileHashes } from '../crypto/file-hashes.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import type { Files, Incoming } from '../world.ts';
import { openIncomingFolder } from './incoming-folder.ts';
import { openStoredBytes } from './stored-bytes.ts';

const DISK_FULL_CODES = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Files on the local disk: `<folder>/<2>/<2>/<60 hex>`, incoming ones under `<folder>/incoming`. What an earlier run left half
 * received is removed.
 */
export async function openDiskFiles(folder: string, isShortOfRoom: () => boolean = () => false): Promise<Files> {
  const incoming = await openIncomingFolder(join(folder, 'incoming'));
  return {
    receive: (content, maxBytes) => receive(folder, incoming, whileRoom(content, isShortOfRoom), maxBytes),
    open: (sha256, range) => openStoredBytes(placeOf(folder, sha256), range),
    has: async (sha256) => (await stat(placeOf(folder, sha256)).catch(undefinedIfAbsent)) !== undefined,
    remove: (sha256) => rm(placeOf(folder, sha256), { force: true }),
    list: () => listStored(folder),
  };
}

function placeOf(folder: string, sha256: Sha256Hex): string {
  return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256.slice(4));
}

async function receive(folder: string, incoming: string, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Incoming> {
  const path = join(incoming, toHex(systemRandomBytes(16)));
  const file = await open(path, 'wx', 0o600).catch(refuseFullDisk);
  try {
    const hashes = await makeFileHashes();
    const size = await write(file, content, maxBytes, hashes.update);
    await file.sync();
    await file.close();
    return incomingFile(folder, path, { ...hashes.digest(), size });
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    return refuseFullDisk(error);
  }
}

/** The reserve of the disk is not for files (H9). */
async function* whileRoom(content: AsyncIterable<Uint8Array>, isShortOfRoom: () => boolean): AsyncIterable<Uint8Array> {
  for await (const chunk of content) {
    if (isShortOfRoom()) throw diskFull();
    yield chunk;
  }
}

/** Hashes a chunk while the disk writes it. */
async function write(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
  hash: (chunk: Uint8Array) => void,
): Promise<number> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > maxBytes)
      throw new Refusal('too-large', 'upload.too-large', `The file is larger than the ${limitText(maxBytes)} that are allowed here.`);
    const writing = writeWhole(file, chunk);
    // Awaited below: should hashing throw first, its failure is not left alone.
    writing.catch(() => undefined);
    hash(chunk);
    await writing;
  }
  return size;
}

/** A disk that is nearly full takes only a part and says so without an error. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let rest = chunk;
  while (rest.length > 0) {
    const { bytesWritten } = await file.write(rest);
    rest = rest.subarray(bytesWritten);
  }
}

function incomingFile(folder: string, path: string, facts: Pick<Incoming, 'sha256' | 'blake2b256' | 'md5' | 'size'>): Incoming {
  return {
    ...facts,
    path,
    async place() {
      const target = placeOf(folder, facts.sha256);
      const parent = join(target, '..');
      await mkdir(parent, { recursive: true, mode: 0o700 });
      await rename(path, target);
      // The names on the way are durable too, or a crash would lose the file that the row names.
      for (const name of [parent, join(parent, '..'), folder]) await syncFolder(name);
    },
    discard: () => rm(path, { force: true }),
  };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* listStored(folder: string): AsyncIterable<Sha256Hex> {
  for await (const entry of await opendir(folder, { recursive: true })) {
    const hash = join(entry.parentPath, entry.name).slice(folder.length).replaceAll('/', '');
    if (entry.isFile() && /^[0-9a-f]{64}$/.test(hash)) yield hash as Sha256Hex;
  }
}

/** Only a file that is not there is absent; one that cannot be read is an error. */
function undefinedIfAbsent(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error;
}

function refuseFullDisk(error: unknown): never {
  if (!DISK_FULL_CODES.has((error as { code?: string }).code ?? '')) throw error;
  throw diskFull(error);
}

function diskFull(cause?: unknown): Refusal {
  const says = 'The disk of this index is full. Tell its operators; nothing was stored.';
  return new Refusal('unavailable', 'upload.disk-full', says, { cause, retryAfterSeconds: 600 });
}
