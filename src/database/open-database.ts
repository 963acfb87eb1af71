import { join } from 'node:path';
import type { Settings } from '../settings/settings.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { openPostgres, type PostgresOptions } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** PostgreSQL when the settings name one, else the SQLite file of the data folder. */
export async function openDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'dataFolder'>,
  options: PostgresOptions & { readonly isShortOfRoom?: () => boolean },
): Promise<OpenedDatabase> {
  if (settings.databaseUrl === undefined) return openSqlite(join(settings.dataFolder, 'keyhouse.sqlite'), options.isShortOfRoom);
  return openPostgres(settings.databaseUrl.reveal(), options);
}
