import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './make-folder.ts';

/** The file of a folder that carries its lock. */
export const LOCK_NAME = 'lock';

/** SQLite's primary result code for a file that another process has locked. */
const BUSY = 5;

/**
 * Holds `<folder>/lock`; undefined while somebody else holds it. Returns the function that gives it back, which must be kept: a lock
 * that nothing refers to any more is given back too.
 *
 * The lock is the kernel's, taken through an empty SQLite database: it ends with its process, however that ends. A process id in a file
 * would have to be judged: in a container everybody is number 1, and two that judge at once both take over.
 *
 * @throws Error when the folder cannot be made or written to
 */
export function takeFolderLock(folder: string): (() => void) | undefined {
  makeFolder(folder);
  const path = join(folder, LOCK_NAME);
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && (errcode & 0xff) === BUSY;
}
