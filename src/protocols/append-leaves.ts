import { concat } from '../base/bytes.ts';
import type { Sha256 } from './hashing.ts';
import type { Tile, TileId } from './log-tile.ts';
import { splitHashes, TILE_WIDTH } from './log-tile.ts';
import { HASH_BYTES, hashNode, rootOf } from './merkle-tree.ts';

/** A tree as one who appends needs it: its size and the unfinished tiles at its right edge. */
export interface TreeEdge {
  readonly size: number;
  /** The tiles that `edgeTiles` names, level 0 first. */
  readonly tiles: readonly Tile[];
}

export interface AppendResult {
  /** The tree afterwards; keep it, and the next append reads nothing. */
  readonly edge: TreeEdge;
  readonly root: Uint8Array;
  /** What to store: each tile that was finished and the new state of each unfinished one that grew. */
  readonly written: readonly Tile[];
}

/** The hashes at the right edge of one tile level that no finished tile holds yet. */
interface Level {
  hashes: Uint8Array[];
  /** How many hashes this level has in all. */
  count: number;
  isTouched: boolean;
}

/**
 * The unfinished tiles of a tree, level 0 first: all that appending to it has to read. At most one per level, so three for
 * sixteen million leaves.
 *
 * @throws RangeError when the size is negative or not a safe integer
 * @see C2SP tlog-tiles, "Partial Tiles"
 */
export function edgeTiles(size: number): TileId[] {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not the size of a tree`);
  const tiles: TileId[] = [];
  let count = size;
  for (let level = 0; count > 0; level += 1) {
    const width = count % TILE_WIDTH;
    const index = Math.floor(count / TILE_WIDTH);
    if (width > 0) tiles.push({ level, index, width });
    count = index;
  }
  return tiles;
}

/**
 * The root of a tree, made from its right edge alone: compare it with the stored head before appending.
 *
 * @throws RangeError when the tiles are not those that `edgeTiles` names
 */
export function rootOfEdge(sha256: Sha256, edge: TreeEdge): Uint8Array {
  return rootOfLevels(sha256, openLevels(edge));
}

/**
 * The tree with more leaves. Costs about one hash for each leaf, and some hundred for the root.
 *
 * @throws RangeError when the tiles are not those that `edgeTiles` names, or a leaf hash has not 32 bytes
 * @see RFC 6962, section 2.1; C2SP tlog-tiles
 */
export function appendLeaves(sha256: Sha256, edge: TreeEdge, leafHashes: readonly Uint8Array[]): AppendResult {
  if (leafHashes.some((hash) => hash.length !== HASH_BYTES)) throw new RangeError('a leaf hash has 32 bytes');
  const levels = openLevels(edge);
  const finished = leafHashes.flatMap((hash) => addHash(sha256, levels, hash));

  const tiles: Tile[] = [];
  const grown: Tile[] = [];
  for (const [number, level] of levels.entries()) {
    if (level.hashes.length === 0) continue;
    const tile = { level: number, index: Math.floor(level.count / TILE_WIDTH), hashes: concat(...level.hashes) };
    tiles.push(tile);
    if (level.isTouched) grown.push(tile);
  }
  const size = edge.size + leafHashes.length;
  return { edge: { size, tiles }, root: rootOfLevels(sha256, levels), written: [...finished, ...grown] };
}

/** Adds a leaf hash and gives the tiles that it finishes, of each level up to the first that has room. */
function addHash(sha256: Sha256, levels: Level[], leafHash: Uint8Array): Tile[] {
  const finished: Tile[] = [];
  let hash = leafHash;
  for (let number = 0; ; number += 1) {
    const level = levels[number] ?? { hashes: [], count: 0, isTouched: true };
    levels[number] = level;
    level.hashes.push(hash);
    level.count += 1;
    level.isTouched = true;
    if (level.hashes.length < TILE_WIDTH) return finished;

    finished.push({ level: number, index: level.count / TILE_WIDTH - 1, hashes: concat(...level.hashes) });
    hash = rootOf(sha256, level.hashes);
    level.hashes = [];
  }
}

/** Joins the full subtrees of the tree from the smallest, at its right end, to the largest. */
function rootOfLevels(sha256: Sha256, levels: readonly Level[]): Uint8Array {
  let root: Uint8Array | undefined;
  for (const { hashes } of levels) {
    let end = hashes.length;
    for (let width = 1; width <= end; width *= 2) {
      if ((hashes.length & width) === 0) continue;
      const subtree = rootOf(sha256, hashes.slice(end - width, end));
      root = root === undefined ? subtree : hashNode(sha256, subtree, root);
      end -= width;
    }
  }
  return root ?? sha256();
}

function openLevels(edge: TreeEdge): Level[] {
  const expected = edgeTiles(edge.size);
  const isComplete = expected.every(({ level, index, width }, at) => {
    const tile = edge.tiles[at];
    return tile?.level === level && tile.index === index && tile.hashes.length === width * HASH_BYTES;
  });
  if (!isComplete || edge.tiles.length !== expected.length) throw new RangeError('the tiles are not the right edge of the tree');

  const levels: Level[] = [];
  for (let count = edge.size; count > 0; count = Math.floor(count / TILE_WIDTH)) {
    const tile = edge.tiles.find(({ level }) => level === levels.length);
    levels.push({ hashes: tile === undefined ? [] : splitHashes(tile.hashes), count, isTouched: false });
  }
  return levels;
}
