import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../base/refusal.ts';

/** SQLite's primary result codes: locked by another process; no database. */
const BUSY = 5;

/**
 * Holds `<data>/lock`, so that one process serves a SQLite database. Returns the function that gives it back.
 *
 * The lock is the kernel's, taken through an empty SQLite database: it ends with its process, however that ends. A process id in a file
 * would have to be judged: in a container everybody is number 1, and two that judge at once both take over.
 *
 * @throws Refusal `site.locked`, `site.folder`
 */
export function lockDataFolder(dataFolder: string): () => void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const path = join(dataFolder, 'lock');
    closeSync(openSync(path, 'a', 0o600));
    const lock = new DatabaseSync(path, { timeout: 0 });
    takeLock(lock);
    return () => {
      if (lock.isOpen) lock.close();
    };
  } catch (error) {
    if (isBusy(error)) throw locked(dataFolder, error);
    throw unwritable(dataFolder, error);
  }
}

function takeLock(lock: DatabaseSync): void {
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && (errcode & 0xff) === BUSY;
}

function locked(dataFolder: string, cause: unknown): Refusal {
  const message = `Another Keyhouse serves ${dataFolder}. Stop it first, or use PostgreSQL for several processes.`;
  return new Refusal('conflict', 'site.locked', message, { cause });
}

function unwritable(folder: string, cause: unknown): Refusal {
  const message = `Keyhouse cannot write to ${folder}. Give it that folder, or set KEYHOUSE_DATA to another.`;
  return new Refusal('unavailable', 'site.folder', message, { cause });
}
