import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../base/refusal.ts';
import { syncFolder } from './sync-folder.ts';

/** Where a restore puts everything until all of it is there; while it exists nothing is served from the data folder. */
const STAGING = 'restoring';

/** What may lie in a data folder that counts as empty. */
const HARMLESS = new Set(['lock', 'keyhouse.conf', 'lost+found']);

/** The pieces of a data folder, in the order in which they move to their places. */
const PIECES = ['files', 'keys', 'checkpoints', 'keyhouse.sqlite'];

/** A restored data folder on its way. */
export interface StagedFolder {
  /** Everything is put here first. */
  readonly path: string;
  /** Moves everything to its place, durably. */
  publish(): void;
  /** The end: from now on it may be served. */
  finish(): void;
  /** Removes what was put here, and what was published already. */
  abandon(): void;
}

/**
 * Begins to restore into an empty data folder. What an earlier restore left when it was cut off is removed.
 *
 * @throws Refusal `restore.not-empty`
 */
export function stageRestore(dataFolder: string): StagedFolder {
  const found = readdirSync(dataFolder).filter((name) => name !== STAGING && !HARMLESS.has(name));
  if (found.length > 0) {
    const message = `${dataFolder} is not empty: it has ${found.slice(0, 3).join(', ')}. A restore overwrites nothing: set KEYHOUSE_DATA to an empty folder.`;
    throw new Refusal('conflict', 'restore.not-empty', message);
  }
  const path = join(dataFolder, STAGING);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  const published: string[] = [];
  return {
    path,
    publish() {
      for (const piece of PIECES) {
        if (!existsSync(join(path, piece))) continue;
        renameSync(join(path, piece), join(dataFolder, piece));
        published.push(piece);
      }
      syncFolder(dataFolder);
    },
    finish() {
      rmSync(path, { recursive: true });
      syncFolder(dataFolder);
    },
    abandon() {
      for (const piece of published) rmSync(join(dataFolder, piece), { recursive: true, force: true });
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/**
 * A folder into which a restore was cut off is no index.
 *
 * @throws Refusal `site.half-restored`
 */
export function checkNotHalfRestored(dataFolder: string): void {
  if (!existsSync(join(dataFolder, STAGING))) return;
  const message = `A restore into ${dataFolder} runs, or was cut off. Wait for it, or empty that folder and the database and restore again.`;
  throw new Refusal('conflict', 'site.half-restored', message);
}
