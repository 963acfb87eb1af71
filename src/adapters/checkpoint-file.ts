import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { syncFolder } from './sync-folder.ts';

/** Signed checkpoints outside the database: who swaps the database for yesterday's is found by it (H2). */
export interface CheckpointFile {
  append(note: string): Promise<void>;
  /** The newest whole checkpoint, or undefined when there is none yet. */
  last(): Promise<string | undefined>;
  /** Everything up to now: what is appended meanwhile is not in it. */
  read(): Promise<{ readonly size: number; readonly content: AsyncIterable<Uint8Array> }>;
}

/** Its name in the data folder. */
export const CHECKPOINT_FILE = 'checkpoints';

/** A signed note has an empty line but never two: two end it. */
const END = '\n\n\n';
/** A checkpoint takes about 200 bytes, and 64 KiB hold more than the newest one even after a write that was cut off. */
const TAIL_BYTES = 65_536;

/**
 * `<data>/checkpoints`, appended to and synced, never rewritten; each ends with two empty lines. What a crash left half written is
 * closed off by the next one and skipped.
 */
export function openCheckpointFile(dataFolder: string): CheckpointFile {
  const path = join(dataFolder, CHECKPOINT_FILE);
  return {
    read: () => readUpToNow(path),
    async append(note) {
      const file = await open(path, 'a+', 0o600);
      try {
        const before = await readTail(file);
        await file.appendFile(`${before === '' || before.endsWith(END) ? '' : END}${note.trimEnd()}${END}`);
        await file.sync();
        if (before === '') syncFolder(dataFolder);
      } finally {
        await file.close();
      }
    },
    async last() {
      const file = await open(path, 'r').catch(undefinedIfAbsent);
      if (file === undefined) return undefined;
      try {
        return newestOf(await readTail(file));
      } finally {
        await file.close();
      }
    },
  };
}

async function readUpToNow(path: string): Promise<{ size: number; content: AsyncIterable<Uint8Array> }> {
  const size = (await stat(path).catch(undefinedIfAbsent))?.size ?? 0;
  return { size, content: size === 0 ? Readable.from([]) : createReadStream(path, { start: 0, end: size - 1 }) };
}

/** The notes of a checkpoint file, oldest first; what a crash left half written comes too, for the reader to doubt. */
export async function* readNotes(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const parts = `${rest}${chunk}`.split(END);
    rest = parts.pop() ?? '';
    for (const part of parts) yield `${part}\n`;
  }
  if (rest.length > TAIL_BYTES) throw new Error(`${path} is no file of checkpoints`);
}

async function readTail(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8', 0, bytesRead);
}

/** A whole note says, after an empty line, who signed it. */
function newestOf(tail: string): string | undefined {
  const whole = tail.split(END).slice(0, -1);
  const newest = whole.findLast((note) => note.includes('\n\n\u2014 '));
  return newest === undefined ? undefined : `${newest}\n`;
}

/** A file that cannot be read must not count as none: then nothing would be compared. */
function undefinedIfAbsent(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error;
}
