import { once } from 'node:events';
import { createReadStream, type Stats } from 'node:fs';
import { type FileHandle, link, open, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { extract, type Pack, pack } from 'tar-stream';
import { Refusal } from '../base/refusal.ts';
import { syncFolder } from './sync-folder.ts';

/** A tar file on its way: under `<path>.partial` until it is whole and durable. */
export interface TarWriter {
  addBytes(name: string, bytes: Uint8Array): Promise<void>;
  /** Streams; memory does not grow with the size. Throws when there are not exactly `size` bytes. */
  addStream(name: string, size: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Makes it durable and gives it its name; gives its size.
   *
   * @throws Refusal `backup.exists` when something has taken the name meanwhile
   */
  finish(): Promise<number>;
  /** Removes what was written so far; does nothing after `finish`. */
  abandon(): Promise<void>;
}

/** A member as it streams by; its content must be read before the next one is asked for. */
export interface TarMember {
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** The time of every member: the file tells when it was made in its own words. */
const NO_TIME = new Date(0);

/**
 * Begins a file that only its owner may read.
 *
 * @throws Refusal `backup.exists`, `backup.partial`, `backup.folder`
 */
export async function createTarFile(path: string): Promise<TarWriter> {
  const target = resolve(path);
  const partial = `${target}.partial`;
  if ((await statOrNothing(target)) !== undefined) throw exists(target);
  const file = await open(partial, 'wx', 0o600).catch((error: unknown) => refuseOpening(partial, error));
  const packing = pack();
  const written = writeAll(packing, file);
  // Awaited by whoever adds next; until then its failure is not left alone.
  written.catch(() => undefined);

  return {
    addBytes: (name, bytes) => Promise.race([addBytes(packing, name, bytes), failureOf(written)]),
    addStream: (name, size, content) => addStream(packing, written, { name, size, content }),
    async finish() {
      packing.finalize();
      const size = await written;
      await file.sync();
      await file.close();
      // Unlike a rename a link takes no name that is taken.
      await link(partial, target).catch((error: unknown) => refuseOpening(target, error));
      await rm(partial);
      syncFolder(dirname(target));
      return size;
    },
    async abandon() {
      packing.destroy();
      await written.catch(() => undefined);
      await file.close().catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}

/**
 * The members of a tar file, in order.
 *
 * @throws Refusal `restore.damaged` when it is no tar file or ends too early
 */
export async function* readTarFile(path: string): AsyncGenerator<TarMember> {
  const extraction = extract();
  const bytes = createReadStream(path, { highWaterMark: 1_048_576 });
  bytes.on('error', (error) => extraction.destroy(error));
  bytes.pipe(extraction);
  try {
    for await (const entry of extraction) {
      const content = contentOf(path, entry as AsyncIterable<unknown> as AsyncIterable<Uint8Array>);
      yield { name: entry.header.name, size: entry.header.size ?? 0, content };
    }
  } catch (error) {
    throw damaged(path, error);
  } finally {
    bytes.destroy();
    extraction.destroy();
  }
}

async function* contentOf(path: string, entry: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* entry;
  } catch (error) {
    throw damaged(path, error);
  }
}

async function writeAll(packing: Pack, file: FileHandle): Promise<number> {
  let size = 0;
  for await (const chunk of packing as AsyncIterable<unknown> as AsyncIterable<Uint8Array>) {
    await file.writeFile(chunk);
    size += chunk.length;
  }
  return size;
}

async function addBytes(packing: Pack, name: string, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((done, fail) => {
    const end = (error?: Error | null): void => (error ? fail(error) : done());
    packing.entry({ name, size: bytes.length, mode: 0o600, mtime: NO_TIME }, Buffer.from(bytes), end);
  });
}

async function addStream(packing: Pack, written: Promise<unknown>, member: TarMember): Promise<void> {
  const { name, size, content } = member;
  await new Promise<void>((done, fail) => {
    written.then(undefined, fail);
    const end = (error?: Error | null): void => (error ? fail(error) : done());
    const entry = packing.entry({ name, size, mode: 0o600, mtime: NO_TIME }, end);
    // Too few or too many bytes: told here and to nobody else.
    entry.on('error', fail);
    pump(content, entry, written).catch(fail);
  });
}

async function pump(content: AsyncIterable<Uint8Array>, entry: NodeJS.WritableStream, written: Promise<unknown>): Promise<void> {
  for await (const chunk of content) {
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), failureOf(written)]);
  }
  entry.end();
}

/** Never comes, unless the writing of the file fails. */
function failureOf(written: Promise<unknown>): Promise<never> {
  return new Promise((_, fail) => {
    written.then(undefined, fail);
  });
}

function refuseOpening(path: string, error: unknown): never {
  const { code } = error as { code?: string };
  if (code === 'EEXIST') throw path.endsWith('.partial') ? partialExists(path) : exists(path);
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR' || code === 'EROFS') {
    throw new Refusal('invalid', 'backup.folder', `${path} cannot be written. Name a file in a folder that is there and yours.`, {
      cause: error,
    });
  }
  throw error;
}

function exists(path: string): Refusal {
  return new Refusal('conflict', 'backup.exists', `${path} is there already and is not overwritten. Name another file.`);
}

function partialExists(path: string): Refusal {
  const message = `${path} is there: another backup writes it, or one was cut off. Remove it if none runs.`;
  return new Refusal('conflict', 'backup.partial', message);
}

function damaged(path: string, cause: unknown): Refusal {
  return new Refusal(
    'invalid',
    'restore.damaged',
    `${path} is no whole backup: it was cut off or changed. Nothing was restored; take another one.`,
    { cause },
  );
}

async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}
