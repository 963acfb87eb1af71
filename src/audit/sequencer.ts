import type { Transaction } from 'kysely';
import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { sha256 } from '../crypto/digest.ts';
import { isMac } from '../crypto/mac.ts';
import { appendLeaves, edgeTiles, rootOfEdge, type TreeEdge } from '../protocols/append-leaves.ts';
import type { Tile } from '../protocols/log-tile.ts';
import { hashLeaf } from '../protocols/merkle-tree.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntriesTable } from '../schema/trail.ts';
import type { World } from '../world.ts';

type SequencerWorld = Pick<World, 'clock' | 'database' | 'keys' | 'log'>;

const BATCH = 256;

/** The log after a batch was taken in. */
export interface LogHead {
  readonly size: number;
  /** Base64url. */
  readonly root: string;
  /** How many entries this batch took in; zero when there was nothing to do. */
  readonly added: number;
  /** Projects with a public entry among them: their pages show a new serial. */
  readonly projectIds: readonly string[];
}

interface Pending extends Pick<EntriesTable, 'id' | 'leaf' | 'mac' | 'part' | 'body'> {
  readonly serial: number;
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
    if (pending.length === 0) return { size: head.size, root: head.root, added: 0, projectIds: [] };

    const edge = await readEdge(tx, head.size);
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
        .set({ sequence: head.size + place })
        .where('serial', '=', entry.serial)
        .execute();
    }
    for (const tile of grown.written) await storeTile(tx, tile);
    const root = toBase64url(grown.root);
    await tx.updateTable('log_head').set({ size: grown.edge.size, root }).where('id', '=', 1).execute();
    return { size: grown.edge.size, root, added: pending.length, projectIds: publicProjects(pending) };
  });
}

async function lockHead(world: SequencerWorld, tx: Transaction<Schema>): Promise<{ size: number; root: string }> {
  const select = tx.selectFrom('log_head').select(['size', 'root']).where('id', '=', 1);
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

async function readEdge(tx: Transaction<Schema>, size: number): Promise<TreeEdge> {
  const tiles: Tile[] = [];
  for (const { level, index } of edgeTiles(size)) {
    const row = await tx
      .selectFrom('tiles')
      .select('hashes')
      .where('level', '=', level)
      .where('tile', '=', index)
      .executeTakeFirstOrThrow();
    tiles.push({ level, index, hashes: fromBase64url(row.hashes) ?? new Uint8Array() });
  }
  return { size, tiles };
}

async function storeTile(tx: Transaction<Schema>, tile: Tile): Promise<void> {
  const hashes = toBase64url(tile.hashes);
  await tx
    .insertInto('tiles')
    .values({ level: tile.level, tile: tile.index, hashes })
    .onConflict((conflict) => conflict.columns(['level', 'tile']).doUpdateSet({ hashes }))
    .execute();
}

function publicProjects(entries: readonly Pending[]): string[] {
  const ids = entries
    .filter((entry) => entry.part === 'public')
    .map((entry) => (JSON.parse(entry.body) as { details: { project?: string } }).details.project)
    .filter((id) => id !== undefined);
  return [...new Set(ids)];
}
