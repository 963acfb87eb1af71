import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface QuickFolder {
  readonly path: string;
  remove(): void;
}

/** A new folder in memory where there is such a place: SQLite syncs each commit, and on a disk tests would wait for little else. */
export function makeQuickFolder(): QuickFolder {
  const path = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'keyhouse-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
