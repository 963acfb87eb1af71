import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, type SqliteDatabase, SqliteDialect, SqliteDriver } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Database } from '../world.ts';
import { guardedTransaction, readerOutside } from './guarded-transaction.ts';

/** While SQLite waits for another process's lock the event loop stands still, so it waits shortly and we try again. */
const LOCK_WAIT_MS = 250;
const KEPT_STATEMENTS = 500;

/** A deferred `begin` fails at once when it reads first and somebody else wrote meanwhile; `immediate` takes the lock at the start. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database });
  }
}

/** What Kysely wants of a SQLite library, over node:sqlite; prepared statements are kept, which halves the time of a query by key. */
function adapt(db: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, StatementSync>();

  function prepared(sql: string): StatementSync {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    if (kept.size < KEPT_STATEMENTS) kept.set(sql, statement);
    return statement;
  }

  return {
    close: () => db.close(),
    prepare(sql) {
      const statement = prepared(sql);
      return {
        get reader() {
          return statement.columns().length > 0;
        },
        all: (parameters) => statement.all(...(parameters as never[])),
        run: (parameters) => statement.run(...(parameters as never[])),
        // A kept statement that is being iterated would be reset by its second use.
        iterate: (parameters) => db.prepare(sql).iterate(...(parameters as never[])) as IterableIterator<unknown>,
      };
    },
  };
}

function openFile(file: string, readOnly: boolean): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly, timeout: LOCK_WAIT_MS });
  if (!readOnly) db.exec('pragma journal_mode = wal; pragma secure_delete = on');
  db.exec('pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off; pragma cell_size_check = on');
  return db;
}

/** A database file, made when absent; `raw` runs migrations. The second connection cannot write. */
export function openSqlite(file: string): Database & { readonly raw: Kysely<Schema> } {
  const raw = new Kysely<Schema>({ dialect: new NodeSqliteDialect(adapt(openFile(file, false))) });
  const reader = new Kysely<Schema>({ dialect: new NodeSqliteDialect(adapt(openFile(file, true))) });
  return {
    engine: 'sqlite',
    raw,
    read: readerOutside(reader),
    transaction: (work) => guardedTransaction(raw, { onlySql: true, tries: 40 }, work),
    async close() {
      await reader.destroy();
      await raw.destroy();
    },
  };
}
