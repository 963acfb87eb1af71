import { type Kysely, sql } from 'kysely';
import type { Schema, TableName } from '../schema/schema.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** What our columns hold; the same on both databases. */
export type Value = string | number | null;

export type Row = Readonly<Record<string, Value>>;

/** The database as it was at one instant, while others go on writing. */
export interface Snapshot {
  /** Some rows of a table at a time; all of it must be read before the next one is asked for. */
  rows(table: TableName): AsyncIterable<readonly Row[]>;
  /** For queries at the same instant. */
  readonly read: Kysely<Schema>;
}

const BATCH_ROWS = 200;

/**
 * Shows `work` the database at one instant: SQLite's snapshot of a reading transaction on its write-ahead log, or PostgreSQL's
 * repeatable read. No writer waits for it. On SQLite `work` must not read in any other way.
 */
export async function withSnapshot<Result>(database: OpenedDatabase, work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
  const isPostgres = database.engine === 'postgres';
  return database.rawReader.connection().execute(async (db) => {
    await sql.raw(isPostgres ? 'begin isolation level repeatable read read only' : 'begin').execute(db);
    try {
      // What is written between two questions may be slow.
      if (isPostgres) await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
      return await work({ read: db, rows: (table) => (isPostgres ? postgresRows(db, table) : sqliteRows(db, table)) });
    } finally {
      await sql.raw('rollback').execute(db);
    }
  });
}

async function* sqliteRows(db: Kysely<Schema>, table: TableName): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of db.selectFrom(table).selectAll().stream()) {
    batch.push(row as unknown as Row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* postgresRows(db: Kysely<Schema>, table: TableName): AsyncGenerator<readonly Row[]> {
  await sql`declare snapshot_rows no scroll cursor for select * from ${sql.table(table)}`.execute(db);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(BATCH_ROWS)} from snapshot_rows`.execute(db);
    if (rows.length === 0) break;
    yield rows;
  }
  await sql`close snapshot_rows`.execute(db);
}
