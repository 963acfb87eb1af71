import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../base/refusal.ts';

/**
 * Holds `<data>/lock`, so that one process serves a SQLite database. A lock whose process is gone is taken over. Returns the
 * function that gives it back.
 *
 * @throws Refusal `site.locked`, `site.folder`
 */
export function lockDataFolder(dataFolder: string): () => void {
  const path = join(dataFolder, 'lock');
  makeFolder(dataFolder);
  for (let tries = 0; ; tries += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw unwritable(dataFolder, error);
      const holder = Number(readFileSync(path, 'utf8'));
      if (tries > 2 || isAlive(holder)) {
        throw new Refusal(
          'conflict',
          'site.locked',
          `Another Keyhouse (process ${holder}) serves ${dataFolder}. Stop it first, or use PostgreSQL for several processes.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function unwritable(folder: string, cause: unknown): Refusal {
  return new Refusal(
    'unavailable',
    'site.folder',
    `Keyhouse cannot write to ${folder}. Give it that folder, or set KEYHOUSE_DATA to another.`,
    { cause },
  );
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
