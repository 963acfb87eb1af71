import { closeSync, fdatasync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, type SqliteDatabase, SqliteDialect, SqliteDriver, sql } from 'kysely';
import { Refusal } from '../base/refusal.ts';
import type { Schema } from '../schema/schema.ts';
import { refuseBrokenDisk, refuseFailedDatabase, refuseUnsyncedCommit } from './database-errors.ts';
import { guardedTransaction, readerOutside } from './guarded-transaction.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { shareSync } from './share-sync.ts';
import { watchDriver } from './watched-driver.ts';

/** While SQLite waits for another process's lock the event loop stands still, so it waits shortly and we try again. */
const LOCK_WAIT_MS = 250;
/** At start nothing else waits, and several processes may open one new file at once. */
const OPEN_WAIT_MS = 5_000;
const KEPT_STATEMENTS = 500;
const TRIES = 40;

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
    return watchDriver(new ImmediateDriver({ database: this.#database }));
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
  // SQLite would make it readable by everybody on the machine; its companions take over the mode of the file.
  if (!readOnly) closeSync(openSync(file, 'a', 0o600));
  const db = new DatabaseSync(file, { readOnly, timeout: OPEN_WAIT_MS });
  if (!readOnly) db.exec('pragma journal_mode = wal; pragma secure_delete = on');
  db.exec('pragma synchronous = normal; pragma foreign_keys = on; pragma trusted_schema = off; pragma cell_size_check = on');
  db.exec(`pragma busy_timeout = ${LOCK_WAIT_MS}`);
  // A process that crashed may have left what its sync did not write, and what was deleted since (H6).
  if (!readOnly) db.exec('pragma wal_checkpoint(truncate)');
  return db;
}

/**
 * A database file, made when absent, that only its owner may read. The second connection cannot write.
 *
 * A transaction is answered when its commit lies on the disk (law 3). SQLite's own sync of each commit would hold up the thread that
 * answers everybody, so it is left out (`synchronous = normal`) and the write-ahead log is synced beside that thread; transactions
 * that end meanwhile share the next sync. After a sync that failed nothing is written any more until the next start. Bare connections (migrations, tests) have the log synced at the next transaction or close.
 *
 * @throws Refusal `site.database-failed` for a file that is no database or cannot be opened
 */
export function openSqlite(
  file: string,
  isShortOfRoom: () => boolean = () => false,
  syncFile: (open: number) => Promise<void> = promisify(fdatasync),
): OpenedDatabase {
  const writing = openOrRefuse(file, false);
  const reading = openOrRefuse(file, true);
  const raw = new Kysely<Schema>({ dialect: new NodeSqliteDialect(adapt(writing)) });
  const reader = new Kysely<Schema>({ dialect: new NodeSqliteDialect(adapt(reading)) });
  const log = openLog(file, syncFile);
  const sync = shareSync(log.sync);
  return {
    engine: 'sqlite',
    raw,
    rawReader: reader,
    askTime: undefined,
    read: readerOutside(reader),
    isShortOfRoom,
    async transaction(work) {
      log.checkUnbroken();
      const result = await guardedTransaction(raw, TRIES, work);
      await sync();
      return result;
    },
    // Deleted content is overwritten in the file itself, and may still stand in the write-ahead log.
    async dropRemains() {
      await sql`pragma wal_checkpoint(truncate)`.execute(raw);
    },
    async close() {
      // Kysely leaves a connection open that was never asked anything. The writing one goes last: it empties the write-ahead log.
      await reader.destroy();
      if (reading.isOpen) reading.close();
      await raw.destroy();
      if (writing.isOpen) writing.close();
      log.close();
    },
  };
}

interface WriteAheadLog {
  /** @throws Refusal `site.outcome-unknown` when the disk fails: nobody knows whether the commit would survive a loss of power */
  sync(): Promise<void>;
  /** @throws Refusal `site.database-failed` once a sync has failed */
  checkUnbroken(): void;
  close(): void;
}

function openLog(databaseFile: string, syncFile: (open: number) => Promise<void>): WriteAheadLog {
  const log = openSync(`${databaseFile}-wal`, 'r');
  let isOpen = true;
  let failure: unknown;
  return {
    sync: () =>
      syncFile(log).catch((error: unknown) => {
        failure = error;
        throw refuseUnsyncedCommit(error);
      }),
    checkUnbroken() {
      if (failure !== undefined) throw refuseBrokenDisk(failure);
    },
    close() {
      if (isOpen) closeSync(log);
      isOpen = false;
    },
  };
}

function openOrRefuse(file: string, readOnly: boolean): DatabaseSync {
  try {
    return openFile(file, readOnly);
  } catch (cause) {
    throw cannotOpen(file, cause);
  }
}

function cannotOpen(file: string, cause: unknown): unknown {
  const refused = refuseFailedDatabase(cause);
  if (refused instanceof Refusal && refused.code === 'site.database-full') return refused;
  const message = `${file} cannot be opened as a database. Look who may write to it, or put the newest backup in its place.`;
  return new Refusal('unavailable', 'site.database-failed', message, { cause });
}
