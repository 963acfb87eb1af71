import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { findSiteRow } from '../accounts/open-site.ts';
import type { OpenedWorld } from '../adapters/open-world.ts';
import { createTarFile } from '../adapters/tar-file.ts';
import { VERSION } from '../app.ts';
import { act } from '../audit/act.ts';
import { byCommand } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { MINUTE, type Sha256Hex } from '../base/brands.ts';
import { toBase64url, utf8 } from '../base/bytes.ts';
import { countText } from '../base/number-text.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { BACKUP_COST, BACKUP_SALT_BYTES, deriveBackupKey, sealForBackup } from '../crypto/backup-key.ts';
import { MIGRATIONS } from '../database/migrate.ts';
import { KEPT_TABLES } from '../database/portable-tables.ts';
import { withSnapshot } from '../database/snapshot.ts';
import { sizeText } from '../layout/size-text.ts';
import { dropLease, holdLease } from '../outbox/leases.ts';
import { BACKUP_LEASE } from '../releases/sweep-blobs.ts';
import { type BackupHeader, type BackupKeys, CHECKPOINTS, FORMAT, HEADER, KEYS } from './backup-format.ts';
import { type BackupWriter, makeBackupWriter } from './backup-writer.ts';
import type { Command, CommandHost } from './command.ts';
import { findPassphrase } from './find-passphrase.ts';
import { withIndex } from './open-index.ts';
import { parseWords } from './parse-words.ts';
import { listNamedFiles } from './store.ts';

const HELP = `keyhouse backup FILE [--passphrase-file FILE]

Writes everything that this index is into one file that only you can read: accounts, projects, the whole trail,
every uploaded file, and the keys, locked under a passphrase. The server goes on meanwhile; the backup shows one
instant. It fits SQLite and PostgreSQL alike: a backup from the one restores into the other.

FILE                 is not overwritten. It appears when it is whole and on disk; until then it is FILE.partial.
--passphrase-file    a file whose first line is the passphrase. Else KEYHOUSE_BACKUP_PASSPHRASE, else you are asked
                     for it. It is stored nowhere: without it the backup cannot be restored.

Where KEYHOUSE_SECRET_KEY holds the master key, the backup does not: keep that apart, restoring needs it.
Keep backups off this machine, and restore one now and then: keyhouse help restore
`;

/** Another backup, or one that was cut off, holds the files back no longer than this. */
const LEASE_MS = 5 * MINUTE;

/** Writes a backup beside a server that may be running. */
export const BACKUP: Command = {
  name: 'backup',
  usage: 'backup FILE',
  summary: 'write everything into one file, while the server runs',
  help: HELP,
  async run(typed, host) {
    const { words, values } = parseWords(typed, { words: ['FILE'], values: ['passphrase-file'] });
    const file = resolve(words[0] ?? '');
    const config = host.readConfig();
    const passphrase = await findPassphrase(config, values['passphrase-file'], 'new');
    await withIndex(config, (opened) => backUp(opened, host, { file, passphrase, hasMaster: config.secretKey === undefined }));
    return 0;
  },
};

interface BackupOrder {
  readonly file: string;
  readonly passphrase: Secret;
  /** False when the master key is kept elsewhere and stays there. */
  readonly hasMaster: boolean;
}

async function backUp(opened: OpenedWorld, host: CommandHost, order: BackupOrder): Promise<void> {
  const { world } = opened;
  const holder = `${hostname()}/${process.pid}`;
  const hold = async (): Promise<void> => {
    if (await holdLease(world, BACKUP_LEASE, holder, LEASE_MS)) return;
    const message = 'Another backup runs, or one was cut off less than five minutes ago. Wait for it.';
    throw new Refusal('conflict', 'backup.running', message);
  };
  await hold();
  try {
    const tar = await createTarFile(order.file);
    try {
      const writer = makeBackupWriter(tar);
      const size = await writeBackup(opened, writer, order, hold);
      const { rows, files, fileBytes } = writer.counts();
      const entries = rows['entries'] ?? 0;
      await recordBackup(opened, host.osUser, entries);
      const counts = [
        countText(rows['accounts'] ?? 0, 'account'),
        countText(rows['projects'] ?? 0, 'project'),
        countText(entries, 'entry', 'entries'),
      ].join(', ');
      host.print(`${order.file} (${sizeText(size)}): ${counts} of the trail, ${countText(files, 'file')} of ${sizeText(fileBytes)}.`);
    } finally {
      await tar.abandon();
    }
  } finally {
    await dropLease(world, BACKUP_LEASE, holder);
  }
}

async function writeBackup(opened: OpenedWorld, writer: BackupWriter, order: BackupOrder, hold: () => Promise<void>): Promise<number> {
  const { world } = opened;
  const salt = world.random.bytes(BACKUP_SALT_BYTES);
  const key = await deriveBackupKey(order.passphrase, salt);
  const header = JSON.stringify(await headerOf(opened, order, salt));
  await writer.addText(HEADER, header);
  await writer.addText(KEYS, sealForBackup(key, world.random, utf8(header), JSON.stringify(keysOf(opened, order))));

  const files = await writeRows(opened, writer);
  let heldAt = world.clock.now();
  for (const { sha256, size } of files) {
    await writer.addFile(sha256, size, await world.files.open(sha256));
    if (world.clock.now() - heldAt < MINUTE) continue;
    await hold();
    heldAt = world.clock.now();
  }
  const checkpoints = await opened.checkpoints.read();
  await writer.addStream(CHECKPOINTS, checkpoints.size, checkpoints.content);
  return writer.finish(key);
}

async function headerOf({ world }: OpenedWorld, { hasMaster }: BackupOrder, salt: Uint8Array): Promise<BackupHeader> {
  const site = await findSiteRow(world.read);
  return {
    format: FORMAT,
    keyhouse: VERSION,
    schema: MIGRATIONS.length,
    madeAt: world.clock.now(),
    siteId: site?.site_id ?? '',
    rpId: site?.rp_id ?? '',
    hasMaster,
    passphrase: { argon2id: BACKUP_COST, salt: toBase64url(salt) },
  };
}

/** As the key files hold them. */
function keysOf({ world }: OpenedWorld, { hasMaster }: BackupOrder): BackupKeys {
  const masters = world.keys.masters.map(({ version, key }) => `${version}:${toBase64url(key.reveal())}`);
  return { master: hasMaster ? masters.join(',') : undefined, log: toBase64url(world.keys.logSeed.reveal()) };
}

/** The rows of one instant; gives the files that they name, whose bytes never change and are copied afterwards. */
async function writeRows(opened: OpenedWorld, writer: BackupWriter): Promise<readonly { sha256: Sha256Hex; size: number }[]> {
  return withSnapshot(opened.database, async (snapshot) => {
    for (const table of KEPT_TABLES) {
      for await (const rows of snapshot.rows(table)) await writer.addRows(table, rows);
    }
    return listNamedFiles(snapshot.read);
  });
}

async function recordBackup({ world }: OpenedWorld, osUser: string, entries: number): Promise<void> {
  await act(world, byCommand(osUser), [], async () => ({
    result: undefined,
    events: [{ kind: 'site.backup-made', subjects: [OF_SITE], details: { entries } }],
  }));
}
