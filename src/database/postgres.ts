import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Refusal } from '../base/refusal.ts';
import type { Schema } from '../schema/schema.ts';
import type { Database } from '../world.ts';
import { guardedTransaction, readerOutside } from './guarded-transaction.ts';

const BIGINT = 20;
const POOL_SIZE = 10;
const CONNECT_MS = 5_000;

export interface PostgresOptions {
  /** Called when an idle connection dies; without a listener that would end the process. */
  readonly onIdleError: (cause: Error) => void;
  /** For tests on a server without fsync. */
  readonly isDurabilityOptional?: boolean;
}

function pool(url: string, options: PostgresOptions, more: pg.PoolConfig): pg.Pool {
  const made = new pg.Pool({ connectionString: url, max: POOL_SIZE, connectionTimeoutMillis: CONNECT_MS, types: { getTypeParser }, ...more });
  made.on('error', options.onIdleError);
  return made;
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

/** @throws Refusal `site.not-durable` when the server does not keep what it has acknowledged (law 3) */
export async function openPostgres(url: string, options: PostgresOptions): Promise<Database & { readonly raw: Kysely<Schema> }> {
  const raw = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: pool(url, options, {}) }) });
  const reader = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: pool(url, options, { options: '-c default_transaction_read_only=on' }) }) });
  if (!options.isDurabilityOptional) await checkDurability(raw);
  return {
    engine: 'postgres',
    raw,
    read: readerOutside(reader),
    transaction: (work) => guardedTransaction(raw, { onlySql: false, tries: 10 }, work),
    async close() {
      await reader.destroy();
      await raw.destroy();
    },
  };
}

async function checkDurability(db: Kysely<Schema>): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await sql<{ value: string }>`select current_setting(${setting}) as value`.execute(db);
    if (rows[0]?.value !== 'off') continue;
    throw new Refusal('unavailable', 'site.not-durable', `PostgreSQL runs with ${setting} = off and may lose what it has confirmed. Set it to on.`);
  }
}
