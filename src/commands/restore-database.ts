import type { Transaction } from 'kysely';
import { makeSystemClock, type SystemClock } from '../adapters/system-clock.ts';
import { readTarFile } from '../adapters/tar-file.ts';
import type { ActWorld } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { fitsKeys } from '../audit/fits-keys.ts';
import type { KnownSizes } from '../audit/known-sizes.ts';
import { findHighWater } from '../audit/note-time.ts';
import { fromHex, utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { sha256Hex } from '../crypto/digest.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import { clearBornRows, countOn, loadRows } from '../database/load-rows.ts';
import { migrateInside } from '../database/migrate.ts';
import type { OpenedDatabase } from '../database/opened-database.ts';
import { KEPT_TABLES } from '../database/portable-tables.ts';
import type { Row } from '../database/snapshot.ts';
import type { Schema, TableName } from '../schema/schema.ts';
import type { Keys } from '../world.ts';
import { announceRestore, narrowAccount, newLogAfter } from './apply-restore.ts';
import { type Manifest, parseChunk, readMemberName } from './backup-format.ts';
import { damagedBackup, type OpenedBackup, textOf } from './read-backup.ts';
import { countEntries, findFileWithoutBlob, getLogHead, listAccountIds, listGreatestNotes } from './store.ts';

export interface DatabaseOrder {
  readonly backup: OpenedBackup;
  readonly manifest: Manifest;
  readonly keys: Omit<Keys, 'siteId'>;
  readonly by: By;
  /** The stored files that were put into the file store. */
  readonly blobs: readonly { readonly sha256: string; readonly size: number }[];
  /** Signed sizes known from outside the database. */
  readonly sizes: KnownSizes;
}

export interface RestoredDatabase {
  readonly accounts: number;
  readonly entries: number;
  /** How many entries of the log are known to be lost. */
  readonly lostEntries: number;
}

/**
 * Puts the rows of a backup into an empty database, brings them up to date and applies the rules of a restore: all of it in one
 * transaction. `publish` runs right before the commit.
 *
 * @throws Refusal `restore.damaged`, `restore.other-key`, `restore.checkpoints`; then nothing happened
 */
export async function restoreDatabase(database: OpenedDatabase, order: DatabaseOrder, publish: () => void): Promise<RestoredDatabase> {
  return database.raw.transaction().execute(async (tx) => {
    const clock = makeSystemClock();
    await migrateInside(tx, database.engine, clock.now(), order.backup.header.schema);
    await loadTables(tx, database, order, clock.now());
    await migrateInside(tx, database.engine, clock.now());
    const restored = await applyRules(tx, database, order, clock);
    publish();
    return restored;
  });
}

async function loadTables(
  tx: Transaction<Schema>,
  { engine }: OpenedDatabase,
  { backup, manifest, blobs }: DatabaseOrder,
  now: number,
): Promise<void> {
  await clearBornRows(tx);
  const loaded = new Map<string, number>();
  // The whole was verified before; here each chunk is held against its name, and all of them against the manifest.
  for await (const member of readTarFile(backup.file)) {
    const kind = readMemberName(member.name);
    if (kind?.kind === 'file' || kind?.kind === 'checkpoints') break;
    const text = await textOf(backup.file, member);
    if (kind?.kind !== 'chunk') continue;
    if (sha256Hex(utf8(text)) !== kind.sha256) throw damagedBackup(backup.file);
    const rows = parseRows(backup.file, text);
    await loadRows(tx, engine, tableOf(backup.file, kind.table), rows);
    loaded.set(kind.table, (loaded.get(kind.table) ?? 0) + rows.length);
  }
  if (Object.entries(manifest.rows).some(([table, count]) => loaded.get(table) !== count)) throw damagedBackup(backup.file);

  await countOn(tx, engine);
  const blobRows = blobs.map(({ sha256, size }) => ({ sha256, size, kept_at: now, dropped_at: null }));
  await loadRows(tx, engine, 'blobs', blobRows);
  const missing = await findFileWithoutBlob(tx);
  if (missing !== undefined) throw damagedBackup(backup.file, new Error(`${missing} has no bytes in it`));
}

function parseRows(file: string, text: string): readonly Row[] {
  try {
    return parseChunk(text);
  } catch (cause) {
    throw damagedBackup(file, cause);
  }
}

function tableOf(file: string, name: string): TableName {
  const table = KEPT_TABLES.find((kept) => kept === name);
  if (table === undefined) throw damagedBackup(file);
  return table;
}

/** Everything below runs in the one transaction: to it, it is the database. */
async function applyRules(
  tx: Transaction<Schema>,
  { engine }: OpenedDatabase,
  { backup, keys, by, sizes }: DatabaseOrder,
  clock: SystemClock,
): Promise<RestoredDatabase> {
  clock.raiseTo(Math.max(await findHighWater({ read: tx }), backup.header.madeAt));
  const siteId = fromHex(backup.header.siteId) ?? new Uint8Array();
  const world: ActWorld = {
    clock,
    keys: { ...keys, siteId },
    random: { bytes: systemRandomBytes },
    database: {
      ...{ engine, read: tx, transaction: (work) => work(tx), isShortOfRoom: () => false },
      ...{ dropRemains: async () => undefined, close: async () => undefined },
    },
  };
  await checkKeys(world.keys, tx);
  for (const { note } of await listGreatestNotes(tx)) sizes.add(note);
  const known = sizes.verified(keys);
  if (known === undefined) {
    throw new Refusal('invalid', 'restore.checkpoints', 'A checkpoint was not signed by the key in this backup. Leave --checkpoints out.');
  }
  const old = await getLogHead(tx);
  const log = newLogAfter(old, known, clock.now());
  const entries = await countEntries(tx);
  await announceRestore(world, by, { old, log, entries });
  const accounts = await listAccountIds(tx);
  for (const id of accounts) await narrowAccount(world, by, id);
  return { accounts: accounts.length, entries, lostEntries: log.base - old.base - old.size };
}

async function checkKeys(keys: Keys, tx: Transaction<Schema>): Promise<void> {
  if (await fitsKeys({ keys, read: tx })) return;
  const message =
    'The master key in KEYHOUSE_SECRET_KEY is not that of this backup. Set the key that the index had, or leave the variable out.';
  throw new Refusal('forbidden', 'restore.other-key', message);
}
