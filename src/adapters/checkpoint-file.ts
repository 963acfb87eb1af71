import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Signed checkpoints outside the database: who swaps the database for yesterday's is found by it (H2). */
export interface CheckpointFile {
  append(note: string): Promise<void>;
  /** The newest checkpoint, or undefined when there is none yet. */
  last(): Promise<string | undefined>;
}

const SEPARATOR = '\n\n\n';

/** `<data>/checkpoints`, appended to and synced, never rewritten; a checkpoint ends with two empty lines. */
export function openCheckpointFile(dataFolder: string): CheckpointFile {
  const path = join(dataFolder, 'checkpoints');
  return {
    async append(note) {
      const file = await open(path, 'a', 0o600);
      try {
        await file.writeFile(`${note.trimEnd()}${SEPARATOR}`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    async last() {
      const text = await readFile(path, 'utf8').catch(() => '');
      const note = text.split(SEPARATOR).at(-2);
      return note === undefined ? undefined : `${note}\n`;
    },
  };
}
