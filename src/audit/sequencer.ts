import type { Transaction } from 'kysely';
import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { sha256 } from '../crypto/digest.ts';
import { isMac } from '../crypto/mac.ts';
import { appendLeaves, edgeTiles, rootOfEdge, type TreeEdge } from '../protocols/append-leaves.ts';
import type { Tile } from '../protocols/log-tile.ts';
import { hashLeaf } from '../protocols/merkle-tree.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntriesTable, LogHeadTable } from '../schema/trail.ts';
import type { World } from '../world.ts';

type SequencerWorld = Pick<World, 'clock' | 'database' | 'keys' | 'log'>;

const BATCH = 256;

/** The log after a batch was taken in. */
export interface LogHead {
  /** Which log: the restore epoch of the site when it began. */
  readonly epoch: number;
  readonly size: number;
  /** Base64url. */
  readonly root: string;
  /** How many entries this batch took in; zero when there was nothing to do. */
  readonly added: number;
  /** Projects with a public entry among them: their pages show a new serial. */
  readonly projectIds: readonly string[];
}

/**
 * Takes up to 256 waiting entries into the tree, in the order of writing: checks each MAC, gives sequences without gaps, stores
 * tiles and head, all in one transaction. Only the holder of the `sequencer` lease calls it (design 7).
 *
 * @throws Error when the stored head does not fit the stored tiles: then nothing is appended
 */
export async function integrateEntries(world: SequencerWorld): Promise<LogHead> {
  return world.database.transaction(async (tx) => {
    const head = await lockHead(world, tx);
    const pending = await findPending(world, tx);
    if (pending.length === 0) return { ...headOf(head), added: 0, projectIds: [] };

    await checkNotBehind(tx, head);
    return appendEntries(tx, head, pending);
  });
}

type Head = Omit<LogHeadTable, 'id'>;

/** An entry as it enters the tree. */
export interface Pending extends Pick<EntriesTable, 'id' | 'leaf' | 'mac' | 'part' | 'body'> {
  readonly serial: number;
}

/**
 * Gives entries the next places of a log: sequences, tiles, head. Who calls it has checked their MACs.
 *
 * @throws Error when the stored head does not fit the stored tiles
 */
export async function appendEntries(tx: Transaction<Schema>, head: Head, pending: readonly Pending[]): Promise<LogHead> {
  const edge = await readEdge(tx, head);
  if (head.size > 0 && toBase64url(rootOfEdge(sha256, edge)) !== head.root)
    throw new Error(`the log's head does not fit its tiles at size ${head.size}`);
  const grown = appendLeaves(
    sha256,
    edge,
    pending.map((entry) => hashLeaf(sha256, fromBase64url(entry.leaf) ?? new Uint8Array())),
  );

  for (const [place, entry] of pending.entries()) {
    await tx
      .updateTable('entries')
      .set({ sequence: head.base + head.size + place })
      .where('serial', '=', entry.serial)
      .execute();
  }
  for (const tile of grown.written) await storeTile(tx, head.epoch, tile);
  const root = toBase64url(grown.root);
  await tx.updateTable('log_head').set({ epoch: head.epoch, base: head.base, size: grown.edge.size, root }).where('id', '=', 1).execute();
  return { epoch: head.epoch, size: grown.edge.size, root, added: pending.length, projectIds: publicProjects(pending) };
}

function headOf({ epoch, size, root }: Head): Pick<LogHead, 'epoch' | 'size' | 'root'> {
  return { epoch, size, root };
}

async function lockHead(world: SequencerWorld, tx: Transaction<Schema>): Promise<Head> {
  const select = tx.selectFrom('log_head').select(['epoch', 'base', 'size', 'root']).where('id', '=', 1);
  return (world.database.engine === 'postgres' ? select.forUpdate() : select).executeTakeFirstOrThrow();
}

async function findPending(world: SequencerWorld, tx: Transaction<Schema>): Promise<Pending[]> {
  const waiting = await tx
    .selectFrom('entries')
    .select(['serial', 'id', 'leaf', 'mac', 'part', 'body'])
    .where('sequence', 'is', null)
    .orderBy('serial')
    .limit(BATCH)
    .execute();
  return waiting.filter((entry) => {
    const tag = fromBase64url(entry.mac) ?? new Uint8Array();
    if (isMac(world.keys, 'mac/entry', tag, entry.id, entry.leaf)) return true;
    world.log.error('an entry was planted: its MAC is wrong, it stays out of the log', undefined, { entry: entry.id });
    return false;
  });
}

/** Whoever has seen a checkpoint must not see other leaves under its size (H1). */
async function checkNotBehind(tx: Transaction<Schema>, { epoch, size }: Head): Promise<void> {
  const signed = await tx
    .selectFrom('checkpoints')
    .select((from) => from.fn.max('size').as('size'))
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  if (Number(signed?.size ?? 0) > size) throw new Error(`the log has ${size} entries, but a checkpoint of ${signed?.size} was signed`);
}

async function readEdge(tx: Transaction<Schema>, { epoch, size }: Head): Promise<TreeEdge> {
  const tiles: Tile[] = [];
  for (const { level, index } of edgeTiles(size)) {
    const row = await tx
      .selectFrom('tiles')
      .select('hashes')
      .where('epoch', '=', epoch)
      .where('level', '=', level)
      .where('tile', '=', index)
      .executeTakeFirstOrThrow();
    tiles.push({ level, index, hashes: fromBase64url(row.hashes) ?? new Uint8Array() });
  }
  return { size, tiles };
}

async function storeTile(tx: Transaction<Schema>, epoch: number, tile: Tile): Promise<void> {
  const hashes = toBase64url(tile.hashes);
  await tx
    .insertInto('tiles')
    .values({ epoch, level: tile.level, tile: tile.index, hashes })
    .onConflict((conflict) => conflict.columns(['epoch', 'level', 'tile']).doUpdateSet({ hashes }))
    .execute();
}

function publicProjects(entries: readonly Pending[]): string[] {
  const ids = entries
    .filter((entry) => entry.part === 'public')
    .map((entry) => (JSON.parse(entry.body) as { details: { project?: string } }).details.project)
    .filter((id) => id !== undefined);
  return [...new Set(ids)];
}
