import { type Kysely, sql, type Transaction } from 'kysely';
import { Refusal } from '../base/refusal.ts';
import type { Schema } from '../schema/schema.ts';
import { guardedTransaction } from './guarded-transaction.ts';
import type { Migration } from './migration.ts';
import { FOUNDATION } from './migrations/0001-foundation.ts';
import { WEBAUTHN } from './migrations/0002-webauthn.ts';
import { POLICY_DATES } from './migrations/0003-policy-dates.ts';
import { VOUCHING } from './migrations/0004-vouching.ts';
import { PASSKEYS_ONLY } from './migrations/0005-passkeys-only.ts';
import { MAIL_HOLDS } from './migrations/0006-mail-holds.ts';
import { MAIL_WINDOWS } from './migrations/0007-mail-windows.ts';
import { FREEZES } from './migrations/0008-freezes.ts';
import { KNOWN_BROWSERS } from './migrations/0009-known-browsers.ts';
import { BEGUN_RECOVERIES } from './migrations/0010-begun-recoveries.ts';
import { CLOSINGS } from './migrations/0011-closings.ts';
import { MAIL_DOMAINS } from './migrations/0012-mail-domains.ts';
import { HANDED_OVER_LINKS } from './migrations/0013-handed-over-links.ts';
import { REMOVED_APPS } from './migrations/0014-removed-apps.ts';
import { type Engine, renderStatement, table } from './table.ts';

/** In order; a released one never changes, the next one is added. */
export const MIGRATIONS: readonly Migration[] = [
  FOUNDATION,
  WEBAUTHN,
  POLICY_DATES,
  VOUCHING,
  PASSKEYS_ONLY,
  MAIL_HOLDS,
  MAIL_WINDOWS,
  FREEZES,
  KNOWN_BROWSERS,
  BEGUN_RECOVERIES,
  CLOSINGS,
  MAIL_DOMAINS,
  HANDED_OVER_LINKS,
  REMOVED_APPS,
];

/** Any number, the same in every process: the lock that two starting at once wait for. */
const LOCK = 7_311;
/** On SQLite each try waits a quarter of a second for the process that migrates. */
const TRIES = 40;

/**
 * Applies what is missing, all in one transaction: killed half-way nothing happened, and of two processes that start at once one
 * waits for the other. Returns how many were applied. `now` in milliseconds.
 *
 * @throws Refusal `site.newer-database`
 */
export async function migrate(db: Kysely<Schema>, engine: Engine, now: number): Promise<number> {
  return guardedTransaction(db, TRIES, (tx) => migrateInside(tx, engine, now));
}

/** The same inside a transaction that is open already, up to a number: a restore puts older rows back before it goes on. */
export async function migrateInside(
  tx: Transaction<Schema>,
  engine: Engine,
  now: number,
  upTo: number = MIGRATIONS.length,
): Promise<number> {
  if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
  await sql
    .raw(table(engine, 'if not exists migrations', ['number bigint primary key', 'name text not null', 'applied_at bigint not null']))
    .execute(tx);
  const done = new Set((await tx.selectFrom('migrations').select('number').execute()).map((row) => row.number));
  checkNotNewer(Math.max(0, ...done));

  const missing = MIGRATIONS.filter((migration) => migration.number <= upTo && !done.has(migration.number));
  for (const { number, name, statements } of missing) {
    for (const statement of statements) await sql.raw(renderStatement(engine, statement)).execute(tx);
    await tx.insertInto('migrations').values({ number, name, applied_at: now }).execute();
  }
  return missing.length;
}

function checkNotNewer(newest: number): void {
  if (newest <= MIGRATIONS.length) return;
  throw new Refusal(
    'conflict',
    'site.newer-database',
    `The database is from a newer Keyhouse (schema ${newest}, this one knows ${MIGRATIONS.length}). Start the newer version, or restore a backup made by this one.`,
  );
}

/** The number of the newest migration that a database has had; 0 for an empty one. */
export async function findSchemaNumber(db: Kysely<Schema>, engine: Engine): Promise<number> {
  const found =
    engine === 'sqlite'
      ? await sql<{ name: string | null }>`select name from sqlite_master where type = 'table' and name = 'migrations'`.execute(db)
      : await sql<{ name: string | null }>`select to_regclass('migrations')::text as name`.execute(db);
  if (found.rows[0]?.name == null) return 0;
  const newest = await db
    .selectFrom('migrations')
    .select((from) => from.fn.max('number').as('number'))
    .executeTakeFirst();
  return Number(newest?.number ?? 0);
}
