import { sql } from 'kysely';
import type { OpenedDatabase } from './opened-database.ts';

/** What SQLite finds wrong with the pages of its file, in its own words; undefined for a whole one, and for PostgreSQL, which checks itself. */
export async function findDamage(database: OpenedDatabase): Promise<string | undefined> {
  if (database.engine === 'postgres') return undefined;
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(3)`.execute(database.rawReader);
  const damage = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  return damage.length === 0 ? undefined : damage.join('; ');
}

/** The server in words, and whether what we say to it can be read on the way. */
export async function describeServer(database: OpenedDatabase): Promise<{ readonly version: string; readonly isEncrypted: boolean }> {
  if (database.engine === 'sqlite') {
    const { rows } = await sql<{ version: string }>`select sqlite_version() as version`.execute(database.rawReader);
    return { version: `SQLite ${rows[0]?.version}`, isEncrypted: true };
  }
  const { rows } = await sql<{ version: string; ssl: boolean | null }>`
    select current_setting('server_version') as version, (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as ssl
  `.execute(database.rawReader);
  return { version: `PostgreSQL ${rows[0]?.version}`, isEncrypted: rows[0]?.ssl === true };
}
