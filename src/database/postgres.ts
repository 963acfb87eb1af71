import { type Driver, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Refusal } from '../base/refusal.ts';
import type { Schema } from '../schema/schema.ts';
import { guardedTransaction, readerOutside } from './guarded-transaction.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { watchDriver } from './watched-driver.ts';

const BIGINT = 20;
const POOL_SIZE = 10;
const CONNECT_MS = 5_000;
const TRIES = 10;

/** A process that hangs inside a transaction holds its locks against all others no longer than this. */
const HANGING_MS = 60_000;
/** Whatever the server's own defaults are: act locks rows and then reads what others committed meanwhile (law 2). */
const WRITER = `-c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=${HANGING_MS}`;
const READER = `${WRITER} -c default_transaction_read_only=on`;

/** What an operator set for other programs must not change what is stored or how it is ordered. */
const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes'];

export interface PostgresOptions {
  /** Called when an idle connection dies; without a listener that would end the process. */
  readonly onIdleError: (cause: Error) => void;
  /** For tests on a server without fsync. */
  readonly isDurabilityOptional?: boolean;
}

class WatchedPostgresDialect extends PostgresDialect {
  override createDriver(): Driver {
    return watchDriver(super.createDriver());
  }
}

/**
 * Two pools on one PostgreSQL: one that writes, one that the server keeps from writing.
 *
 * @throws Refusal `site.not-durable` when the server does not keep what it has acknowledged (law 3), `site.not-utf8`,
 *   `site.database-unreachable`
 */
export async function openPostgres(url: string, options: PostgresOptions): Promise<OpenedDatabase> {
  const raw = connect(url, WRITER, options);
  const reader = connect(url, READER, options);

  async function close(): Promise<void> {
    await reader.destroy();
    await raw.destroy();
  }

  try {
    await checkServer(raw, options.isDurabilityOptional ?? false);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    engine: 'postgres',
    raw,
    rawReader: reader,
    askTime: () => askTime(reader),
    read: readerOutside(reader),
    transaction: (work) => guardedTransaction(raw, TRIES, work),
    isShortOfRoom: () => false,
    dropRemains: async () => undefined,
    close,
  };
}

function connect(url: string, sessionOptions: string, options: PostgresOptions): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'keyhouse',
    options: sessionOptions,
    types: { getTypeParser },
  });
  pool.on('error', options.onIdleError);
  // The pool listens only to idle clients: one that dies at work would end the process. Its query tells who asked.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Schema>({ dialect: new WatchedPostgresDialect({ pool }) });
}

/** bigint comes as text; ours are milliseconds, sizes and sequences, all within 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid !== BIGINT) return pg.types.getTypeParser(oid, format as 'text');
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new Error(`${text} is beyond 2^53`);
    return value;
  };
}

async function checkServer(db: Kysely<Schema>, isDurabilityOptional: boolean): Promise<void> {
  const encoding = await currentSetting(db, 'server_encoding');
  if (encoding !== 'UTF8') {
    throw new Refusal(
      'unavailable',
      'site.not-utf8',
      `The PostgreSQL database keeps its texts in ${encoding}. Make one with: create database keyhouse encoding 'UTF8' template template0`,
    );
  }
  if (isDurabilityOptional) return;

  for (const setting of DURABILITY) {
    if ((await currentSetting(db, setting)) !== 'off') continue;
    throw new Refusal(
      'unavailable',
      'site.not-durable',
      `PostgreSQL runs with ${setting} = off and may lose what it has confirmed. Set it to on.`,
    );
  }
}

async function askTime(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ now: number }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  return rows[0]?.now ?? Number.NaN;
}

async function currentSetting(db: Kysely<Schema>, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(db);
  return rows[0]?.value;
}
