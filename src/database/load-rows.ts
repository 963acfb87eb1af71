import { sql, type Transaction } from 'kysely';
import type { Schema, TableName } from '../schema/schema.ts';
import type { Row } from './snapshot.ts';
import type { Engine } from './table.ts';

/** PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const MAX_PARAMETERS = 30_000;

/** Puts rows of a backup into an empty table as they are, counted keys too. Every row has the columns of the first. */
export async function loadRows(tx: Transaction<Schema>, engine: Engine, table: TableName, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const atOnce = Math.max(1, Math.floor(MAX_PARAMETERS / Math.max(1, columns.length)));
  for (let first = 0; first < rows.length; first += atOnce) {
    const values = rows.slice(first, first + atOnce).map((row) => sql`(${sql.join(columns.map((column) => row[column] ?? null))})`);
    const names = sql.join(columns.map((column) => sql.ref(column)));
    // PostgreSQL counts `serial` itself unless it is told not to.
    const counted = engine === 'postgres' ? sql`overriding system value` : sql``;
    await sql`insert into ${sql.table(table)} (${names}) ${counted} values ${sql.join(values)}`.execute(tx);
  }
}

/** After rows with counted keys were loaded: the next one is counted on from them. SQLite does so by itself. */
export async function countOn(tx: Transaction<Schema>, engine: Engine): Promise<void> {
  if (engine === 'sqlite') return;
  await sql`select setval(pg_get_serial_sequence('entries', 'serial'), (select coalesce(max(serial), 0) + 1 from entries), false)`.execute(
    tx,
  );
}

/** Empties the rows that a new database is born with, before a backup's own are loaded. */
export async function clearBornRows(tx: Transaction<Schema>): Promise<void> {
  await tx.deleteFrom('clock').execute();
  await tx.deleteFrom('log_head').execute();
}
