import type { Sha256 } from './hashing.ts';
import type { LeafRange } from './merkle-proof.ts';
import { HASH_BYTES, hashNode, rootOf } from './merkle-tree.ts';

/** A tile holds up to 256 neighbouring hashes, each over a full tile of the level below. See C2SP tlog-tiles. */
export const TILE_WIDTH = 256;

/** Which tile, and how many hashes of it exist. */
export interface TileId {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** A tile, or the bundle of the entries whose hashes are a tile of level 0. */
export type TileAddress = TileId | { readonly level: 'entries'; readonly index: number; readonly width: number };

export interface Tile {
  readonly level: number;
  readonly index: number;
  /** Up to 256 hashes of 32 bytes, one after the other. */
  readonly hashes: Uint8Array;
}

/** A tile's hashes, as many as are needed or more; undefined when it was not loaded. */
export type FindTile = (level: number, index: number) => Uint8Array | undefined;

const PATH = /^tile\/(entries|[1-5]?[0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The path of a tile below the log's address, such as `tile/0/x001/x234/067.p/112`. */
export function renderTilePath(tile: TileAddress): string {
  const suffix = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${tile.level}/${renderIndex(tile.index)}${suffix}`;
}

/** Reads a tile's path in its one spelling; undefined for any other text. */
export function parseTilePath(path: string): TileAddress | undefined {
  const [, levelText, indexText, widthText] = PATH.exec(path) ?? [];
  if (levelText === undefined || indexText === undefined) return undefined;

  const level = levelText === 'entries' ? levelText : Number(levelText);
  const index = Number(indexText.replace(/[x/]/g, ''));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  const tile = { level, index, width } as TileAddress;
  if (!Number.isSafeInteger(index) || (widthText !== undefined && width >= TILE_WIDTH)) return undefined;
  return renderTilePath(tile) === path ? tile : undefined;
}

/**
 * The tiles that hold what the hashes of these nodes are made of, in the tree of `size` leaves; each once.
 *
 * @see RFC 6962, section 2.1
 */
export function tilesForRanges(ranges: readonly LeafRange[], size: number): TileId[] {
  const tiles = new Map<string, TileId>();
  for (const { level, from } of ranges.flatMap(subtreesOf)) {
    const index = Math.floor(from / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH);
    tiles.set(`${level}/${index}`, { level, index, width });
  }
  return [...tiles.values()];
}

/**
 * The hash of a node, made from its tiles.
 *
 * @throws RangeError when a tile is missing or too short
 */
export function hashOfRange(sha256: Sha256, range: LeafRange, findTile: FindTile): Uint8Array {
  let hash: Uint8Array | undefined;
  for (const subtree of subtreesOf(range).reverse()) {
    const whole = rootOf(sha256, hashesOf(subtree, findTile));
    hash = hash === undefined ? whole : hashNode(sha256, whole, hash);
  }
  return hash ?? sha256();
}

/** The hashes that a tile holds. */
export function splitHashes(hashes: Uint8Array): Uint8Array[] {
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, at) => hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** A full subtree, as `count` hashes of one tile level from number `from` on. */
interface Subtree {
  readonly level: number;
  readonly from: number;
  readonly count: number;
}

/** The full subtrees that a node consists of, the largest first; a range that is a node of a tree has its begin aligned to them. */
function subtreesOf(range: LeafRange): Subtree[] {
  const subtrees: Subtree[] = [];
  let begin = range.begin;
  while (begin < range.end) {
    let leaves = 1;
    while (leaves * 2 <= range.end - begin) leaves *= 2;
    const level = Math.floor(Math.log2(leaves) / 8);
    const leavesPerHash = TILE_WIDTH ** level;
    subtrees.push({ level, from: begin / leavesPerHash, count: leaves / leavesPerHash });
    begin += leaves;
  }
  return subtrees;
}

function hashesOf(subtree: Subtree, findTile: FindTile): Uint8Array[] {
  const { level, from, count } = subtree;
  const index = Math.floor(from / TILE_WIDTH);
  const at = (from % TILE_WIDTH) * HASH_BYTES;
  const hashes = findTile(level, index)?.subarray(at, at + count * HASH_BYTES);
  if (hashes?.length !== count * HASH_BYTES) throw new RangeError(`tile ${index} of level ${level} is missing or too short`);
  return splitHashes(hashes);
}

function renderIndex(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  return groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
}
