import { Refusal } from '../base/refusal.ts';
import { takeFolderLock } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Holds `<data>/lock`, so that one process serves a SQLite database. Returns the function that gives it back.
 *
 * @throws Refusal `site.locked`, `site.folder`
 */
export function lockDataFolder(dataFolder: string): () => void {
  const unlock = tryLock(dataFolder);
  if (unlock !== undefined) return unlock;

  const message = `Another Keyhouse serves ${dataFolder}. Stop it first, or use PostgreSQL for several processes.`;
  throw new Refusal('conflict', 'site.locked', message);
}

/**
 * Makes the data folder where several processes share it, and none may lock it.
 *
 * @throws Refusal `site.folder`
 */
export function makeDataFolder(dataFolder: string): void {
  try {
    makeFolder(dataFolder);
  } catch (error) {
    throw unwritable(dataFolder, error);
  }
}

function tryLock(dataFolder: string): (() => void) | undefined {
  try {
    return takeFolderLock(dataFolder);
  } catch (error) {
    throw unwritable(dataFolder, error);
  }
}

function unwritable(folder: string, cause: unknown): Refusal {
  const message = `Keyhouse cannot write to ${folder}. Give it that folder, or set KEYHOUSE_DATA to another.`;
  return new Refusal('unavailable', 'site.folder', message, { cause });
}
