import { join } from 'node:path';
import { findSiteRow } from '../accounts/open-site.ts';
import { makeSeenBook, type SeenBook } from '../audit/seen-book.ts';
import { fromHex } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';
import { makePasswordQueue } from '../crypto/password-queue.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { OpenedDatabase } from '../database/opened-database.ts';
import type { Settings } from '../settings/settings.ts';
import type { Clock, Domains, Keys, Log, Mailer, Random, World } from '../world.ts';
import { type CheckpointFile, openCheckpointFile } from './checkpoint-file.ts';
import { makeDatabaseClock } from './database-clock.ts';
import { openDiskFiles } from './disk-files.ts';
import { makeFolderMailer } from './folder-mailer.ts';
import { makeJsonLog } from './json-log.ts';
import { openKeyFiles } from './key-files.ts';
import { OFF_MAILER } from './off-mailer.ts';
import { lowerPoolPriority } from './pool-priority.ts';
import { makeRoomWatch } from './room-watch.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { makeSmtpMailer } from './smtp-mailer.ts';
import { MACHINE, makeSystemClock, type SystemClock } from './system-clock.ts';
import { makeSystemDomains, NO_DOMAINS } from './system-domains.ts';

export interface OpenedWorld {
  readonly world: World;
  /** With its bare connections, for backups and checks. */
  readonly database: OpenedDatabase;
  readonly seen: SeenBook;
  readonly checkpoints: CheckpointFile;
  /** How many migrations were applied. */
  readonly migrated: number;
  raiseClock(highWater: number): void;
  /** Keeps the clock on the database's; call it again and again. */
  lookAtClock(): Promise<void>;
  /** For who keeps the site's time. */
  readonly time: Pick<SystemClock, 'highWater' | 'lived' | 'suspectSince' | 'confirm'>;
  close(): Promise<void>;
}

/** What tests put in the place of the real outside. */
export interface WorldParts {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly mailer?: Mailer;
  readonly domains?: Domains;
  readonly log?: Log;
  readonly isDurabilityOptional?: boolean;
}

/** Opens the real outside: database migrated, keys, files, mail, sandbox. */
export async function openWorld(settings: Settings, secretKey: Secret | undefined, parts: WorldParts = {}): Promise<OpenedWorld> {
  const log = parts.log ?? makeJsonLog();
  const databaseClock = makeDatabaseClock(MACHINE, log);
  const systemClock = makeSystemClock({ ...MACHINE, wall: databaseClock.wall }, databaseClock.isApart);
  const clock = parts.clock ?? systemClock;
  const random = parts.random ?? { bytes: systemRandomBytes };
  const isShortOfRoom = makeRoomWatch(settings.dataFolder);
  const database = await openDatabase(settings, {
    isShortOfRoom,
    onIdleError: (cause) => log.error('a connection to PostgreSQL died', cause),
    isDurabilityOptional: parts.isDurabilityOptional ?? false,
  });
  const lookAtClock = async (): Promise<void> => database.askTime && databaseClock.look(database.askTime);
  await lookAtClock();
  const migrated = await migrate(database.raw, database.engine, clock.now());
  const keys = await openKeys(settings, secretKey, database, random);
  const mailer = parts.mailer ?? (await openMailer(settings, () => clock.now()));
  const seen = makeSeenBook({ clock, database, keys, random });
  const filesFolder = join(settings.dataFolder, 'files');
  const sandbox = createSandbox({ readable: [filesFolder] });
  const slowHash = makePasswordQueue(() => performance.now());
  const files = await openDiskFiles(filesFolder, isShortOfRoom);
  await lowerPoolPriority();
  const world: World = {
    ...{ clock, settings, keys, files, seen, log, random, database, mailer, sandbox, slowHash },
    ...{ read: database.read, mailMode: mailer.mode, domains: parts.domains ?? domainsFor(mailer) },
  };
  return {
    ...{ world, database, seen },
    checkpoints: openCheckpointFile(settings.dataFolder),
    migrated,
    raiseClock: (mark) => systemClock.raiseTo(mark),
    ...{ time: systemClock, lookAtClock },
    async close() {
      await seen.flush();
      await sandbox.close();
      await database.close();
    },
  };
}

/** The key files, and the site's id: from its row, or new before the first start. */
async function openKeys(settings: Settings, secretKey: Secret | undefined, database: Pick<World, 'read'>, random: Random): Promise<Keys> {
  const site = await findSiteRow(database.read);
  const keyFiles = openKeyFiles(settings.dataFolder, secretKey, site === undefined);
  return { ...keyFiles, siteId: site === undefined ? random.bytes(16) : siteIdOf(site.site_id) };
}

function siteIdOf(hex: string): Uint8Array {
  const id = fromHex(hex);
  if (id?.length !== 16) throw new Error('the id of the site in the database is damaged');
  return id;
}

/** Only where mail really goes out does it matter whose domain it goes to. */
function domainsFor({ mode }: Mailer): Domains {
  return mode === 'smtp' ? makeSystemDomains() : NO_DOMAINS;
}

/** Mails as files only where nobody but this machine's user is served (A7). */
async function openMailer(settings: Settings, now: () => number): Promise<Mailer> {
  if (settings.smtpUrl !== undefined) return makeSmtpMailer(settings.smtpUrl, settings.mailFrom);
  if (settings.url.startsWith('https:')) return OFF_MAILER;
  return makeFolderMailer(join(settings.dataFolder, 'outbox'), settings.mailFrom, now);
}
