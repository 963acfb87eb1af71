import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findStrayRows } from '../../src/audit/find-stray-rows.ts';
import { openPostgres } from '../../src/database/postgres.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { sha256Of } from './send-upload.ts';

/** Files that are half received, but for the lock by which a running process shows that it lives. */
export function halfReceived(data: string): readonly string[] {
  const folder = join(data, 'files', 'incoming');
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile() && entry.name !== 'lock').map(({ name }) => name);
}

/** Stored files whose bytes have another hash than their place. */
export function damagedBlobs(data: string): readonly string[] {
  const folder = join(data, 'files');
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{60}$/.test(name))
    .filter((name) => sha256Of(readFileSync(join(folder, name))) !== name.replaceAll('/', ''));
}

/** Rows that no event accounts for, in words. The data folder is that of a SQLite site without a URL. */
export async function strayRows(data: string, databaseUrl: string | undefined): Promise<readonly string[]> {
  const database =
    databaseUrl === undefined
      ? openSqlite(join(data, 'keyhouse.sqlite'))
      : await openPostgres(databaseUrl, { onIdleError: () => undefined });
  try {
    return (await findStrayRows(database.read)).map(({ table, id, why }) => `row ${id} of ${table}: ${why}`);
  } finally {
    await database.close();
  }
}

/** The processes that a process started (Linux). */
export function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

/** Whether a process runs; one that has ended and waits to be collected does not. */
export function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !readFileSync(file, 'utf8').includes(') Z ');
}
