import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Settings } from '../settings/settings.ts';
import type { Database } from '../world.ts';
import { openPostgres, type PostgresOptions } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** A database with the connection that migrations, backups and tests need: no guard stands before `raw`. */
export interface OpenedDatabase extends Database {
  readonly raw: Kysely<Schema>;
}

/** PostgreSQL when the settings name one, else the SQLite file of the data folder. */
export async function openDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'dataFolder'>,
  options: PostgresOptions,
): Promise<OpenedDatabase> {
  if (settings.databaseUrl === undefined) return openSqlite(join(settings.dataFolder, 'keyhouse.sqlite'));
  return openPostgres(settings.databaseUrl.reveal(), options);
}
