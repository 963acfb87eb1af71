import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findSiteRow } from '../accounts/open-site.ts';
import { makeJsonLog } from '../adapters/json-log.ts';
import { type OpenedWorld, openWorld } from '../adapters/open-world.ts';
import { checkNotHalfRestored } from '../adapters/restore-folder.ts';
import { findHighWater } from '../audit/note-time.ts';
import { Refusal } from '../base/refusal.ts';
import type { Config } from '../config.ts';
import { findSchemaNumber, MIGRATIONS } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Opens the index beside a server that may be running, does the work and closes it again. Nothing is made or migrated: an index that
 * is not there yet, or is of another version, is refused.
 *
 * @throws Refusal `command.no-index`, `command.other-user`, `command.old-schema`, and those of `openWorld`
 */
export async function withIndex<Result>({ settings, secretKey }: Config, work: (opened: OpenedWorld) => Promise<Result>): Promise<Result> {
  checkFolder(settings);
  await checkSchema(settings);
  const opened = await openWorld(settings, secretKey, { log: makeJsonLog((line) => process.stderr.write(line)) });
  try {
    if ((await findSiteRow(opened.world.read)) === undefined) throw noIndex(settings);
    opened.raiseClock(await findHighWater(opened.world));
    return await work(opened);
  } finally {
    await opened.close();
  }
}

function checkFolder(settings: Settings): void {
  const { dataFolder, databaseUrl } = settings;
  const file = databaseUrl === undefined ? join(dataFolder, 'keyhouse.sqlite') : dataFolder;
  if (!existsSync(file)) throw noIndex(settings);
  checkOwner(dataFolder);
  checkNotHalfRestored(dataFolder);
}

/**
 * What another user writes into the folder, the server cannot open any more.
 *
 * @throws Refusal `command.other-user`
 */
export function checkOwner(dataFolder: string): void {
  const { uid } = statSync(dataFolder);
  if (process.getuid === undefined || process.getuid() === uid) return;
  throw new Refusal(
    'forbidden',
    'command.other-user',
    `${dataFolder} belongs to user id ${uid}. Run this command as that user: sudo -u '#${uid}' keyhouse …`,
  );
}

async function checkSchema(settings: Settings): Promise<void> {
  const database = await openDatabase(settings, { onIdleError: () => undefined, isDurabilityOptional: true });
  try {
    const schema = await findSchemaNumber(database.rawReader, database.engine);
    if (schema === 0) throw noIndex(settings);
    if (schema < MIGRATIONS.length) {
      const message = 'The database is from an older Keyhouse. Start the new version once, which brings it up to date: keyhouse serve';
      throw new Refusal('conflict', 'command.old-schema', message);
    }
  } finally {
    await database.close();
  }
}

function noIndex({ dataFolder, databaseUrl }: Settings): Refusal {
  const place = databaseUrl === undefined ? dataFolder : 'the database of KEYHOUSE_DATABASE_URL';
  const message = `There is no index in ${place} yet. Set KEYHOUSE_DATA to where it is, or make one with: keyhouse serve`;
  return new Refusal('not-found', 'command.no-index', message);
}
