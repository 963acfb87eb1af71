import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findSiteRow } from '../accounts/open-site.ts';
import { CHECKPOINT_FILE, readNotes } from '../adapters/checkpoint-file.ts';
import { lockDataFolder } from '../adapters/data-lock.ts';
import { openDiskFiles } from '../adapters/disk-files.ts';
import { openKeyFiles, writeKeyFiles } from '../adapters/key-files.ts';
import { type StagedFolder, stageRestore } from '../adapters/restore-folder.ts';
import { copyDurably, writeDurably } from '../adapters/write-durably.ts';
import { byCommand } from '../audit/actor.ts';
import { collectKnownSizes, type KnownSizes } from '../audit/known-sizes.ts';
import type { Sha256Hex } from '../base/brands.ts';
import { countText } from '../base/number-text.ts';
import { Refusal } from '../base/refusal.ts';
import type { Config } from '../config.ts';
import { findSchemaNumber } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { OpenedDatabase } from '../database/opened-database.ts';
import { sizeText } from '../layout/size-text.ts';
import { timeText } from '../layout/times.ts';
import type { Settings } from '../settings/settings.ts';
import type { Manifest } from './backup-format.ts';
import type { Command, CommandHost } from './command.ts';
import { findPassphrase } from './find-passphrase.ts';
import { checkOwner } from './open-index.ts';
import { parseWords } from './parse-words.ts';
import { damagedBackup, type OpenedBackup, openBackup, verifyBackup } from './read-backup.ts';
import { type RestoredDatabase, restoreDatabase } from './restore-database.ts';

const HELP = `keyhouse restore FILE [--checkpoints FILE] [--passphrase-file FILE]

Puts a backup into an empty data folder (KEYHOUSE_DATA) and an empty database. Every byte is checked before anything
can be seen; it is all there afterwards or nothing is. A folder or database with an index in it is refused.

--checkpoints        the file "checkpoints" of the data folder that was lost, if it is still to be had: then the new
                     log says how many entries are lost.
--passphrase-file    a file whose first line is the passphrase. Else KEYHOUSE_BACKUP_PASSPHRASE, else you are asked.

What was revoked or used up after the backup must not work again, so after a restore
  - every session, known browser and mailed link is over;
  - every API token rests until its owner says on the account page that it is theirs;
  - recovery codes rest until they are replaced; before that they count only together with a reset link;
  - codes that authenticator apps showed up to now are refused;
  - the log goes on as a new one, whose first entry names the old one.
A freeze, a removed factor or a new password of after the backup is lost: look at those accounts yourself.
`;

/** Restores a backup into an empty place. */
export const RESTORE: Command = {
  name: 'restore',
  usage: 'restore FILE',
  summary: 'put a backup into an empty data folder and database',
  help: HELP,
  async run(typed, host) {
    const { words, values } = parseWords(typed, { words: ['FILE'], values: ['passphrase-file', 'checkpoints'] });
    const config = host.readConfig();
    const unlock = lockDataFolder(config.settings.dataFolder);
    try {
      checkOwner(config.settings.dataFolder);
      const staged = stageRestore(config.settings.dataFolder);
      try {
        await checkEmptyDatabase(config.settings);
        const backup = await openBackup(resolve(words[0] ?? ''), () => findPassphrase(config, values['passphrase-file'], 'known'));
        checkFits(config, backup);
        await restore(host, config, { backup, staged, rescued: values['checkpoints'] });
      } catch (error) {
        staged.abandon();
        throw error;
      }
      return 0;
    } finally {
      unlock();
    }
  },
};

interface RestoreOrder {
  readonly backup: OpenedBackup;
  readonly staged: StagedFolder;
  /** The checkpoint file of the lost machine. */
  readonly rescued: string | undefined;
}

async function restore(host: CommandHost, { settings, secretKey }: Config, { backup, staged, rescued }: RestoreOrder): Promise<void> {
  const { manifest, blobs } = await unpack(backup, staged.path);
  const isMasterElsewhere = secretKey !== undefined;
  writeKeyFiles(staged.path, { ...backup.keys, ...(isMasterElsewhere && { master: undefined }) });
  const keys = openKeyFiles(staged.path, secretKey, false);
  const sizes = await keepCheckpoints(staged.path, rescued);
  const database = await openTarget(settings, staged.path);
  let restored: RestoredDatabase;
  try {
    const order = { backup, manifest, keys, by: byCommand(host.osUser), blobs, sizes };
    // On PostgreSQL everything else is in place when the rows can be seen; on SQLite the rows are a file that moves with the rest.
    const isPostgres = database.engine === 'postgres';
    restored = await restoreDatabase(database, order, isPostgres ? staged.publish : () => undefined);
  } finally {
    await database.close();
  }
  if (database.engine === 'sqlite') staged.publish();
  staged.finish();
  tell(host, backup, manifest, restored);
}

function tell(host: CommandHost, { file, header }: OpenedBackup, manifest: Manifest, restored: RestoredDatabase): void {
  const lost = restored.lostEntries === 0 ? 'none known to be lost' : `at least ${restored.lostEntries} more are lost`;
  host.print(`${file}, made ${timeText(header.madeAt)} by Keyhouse ${header.keyhouse}, is restored:`);
  host.print(`  ${countText(restored.accounts, 'account')}, ${countText(restored.entries, 'entry', 'entries')} of the trail (${lost})`);
  host.print(`  ${countText(manifest.files, 'file')} of ${sizeText(manifest.fileBytes)}, every one checked`);
  host.print('Sessions and links are over, tokens and recovery codes rest. Start it: keyhouse serve');
}

/** Checks the whole backup and puts its files into the staged folder. */
async function unpack(
  backup: OpenedBackup,
  folder: string,
): Promise<{ manifest: Manifest; blobs: readonly { sha256: Sha256Hex; size: number }[] }> {
  const files = await openDiskFiles(join(folder, 'files'));
  const blobs: { sha256: Sha256Hex; size: number }[] = [];
  const manifest = await verifyBackup(backup, async (kind, content, { size }) => {
    if (kind.kind === 'checkpoints') await writeDurably(join(folder, CHECKPOINT_FILE), content);
    else if (kind.kind !== 'file') await drain(content);
    else {
      const incoming = await files.receive(content, size);
      if (incoming.sha256 !== kind.sha256) throw damagedBackup(backup.file);
      await incoming.place();
      blobs.push({ sha256: kind.sha256, size });
    }
  });
  return { manifest, blobs };
}

async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content);
}

/** The longer file of the two goes on: both begin alike. Gives the sizes that were signed. */
async function keepCheckpoints(folder: string, rescued: string | undefined): Promise<KnownSizes> {
  const own = join(folder, CHECKPOINT_FILE);
  if (rescued !== undefined && sizeOf(rescued) > sizeOf(own)) await copyDurably(rescued, own);
  const sizes = collectKnownSizes();
  for await (const note of readNotes(own)) sizes.add(note);
  return sizes;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): Refusal {
  return new Refusal('not-found', 'restore.checkpoints', `${path} cannot be read. Name the file of checkpoints, or leave the option out.`, {
    cause,
  });
}

function openTarget(settings: Settings, folder: string): Promise<OpenedDatabase> {
  return openDatabase({ databaseUrl: settings.databaseUrl, dataFolder: folder }, { onIdleError: () => undefined });
}

async function checkEmptyDatabase(settings: Settings): Promise<void> {
  if (settings.databaseUrl === undefined) return;
  const database = await openDatabase(settings, { onIdleError: () => undefined });
  try {
    const schema = await findSchemaNumber(database.rawReader, database.engine);
    if (schema === 0 || (await findSiteRow(database.read)) === undefined) return;
    const message = 'The database of KEYHOUSE_DATABASE_URL holds an index. A restore overwrites nothing: name an empty database.';
    throw new Refusal('conflict', 'restore.not-empty', message);
  } finally {
    await database.close();
  }
}

/** What would only be found out at the first start. */
function checkFits({ settings, secretKey }: Config, { header }: OpenedBackup): void {
  const { hostname } = new URL(settings.url);
  if (hostname !== header.rpId) {
    const message = `This backup is of ${header.rpId}, and KEYHOUSE_URL says ${hostname}. Set KEYHOUSE_URL to that name; for a drill change KEYHOUSE_LISTEN alone.`;
    throw new Refusal('conflict', 'restore.other-url', message);
  }
  if (header.hasMaster || secretKey !== undefined) return;
  const message = 'The master key of this backup was kept in KEYHOUSE_SECRET_KEY and is not in it. Set the variable to that key.';
  throw new Refusal('invalid', 'restore.no-master', message);
}
