import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { concat, utf8 } from '../base/bytes.ts';
import type { AppendResult, TreeEdge } from './append-leaves.ts';
import { appendLeaves, edgeTiles, rootOfEdge } from './append-leaves.ts';
import { hashLeaf, rootOf } from './merkle-tree.ts';

const leaves = Array.from({ length: 70_000 }, (_, at) => hashLeaf(sha256, utf8(String(at))));
const empty: TreeEdge = { size: 0, tiles: [] };

/** A large tree as its sequencer finds it, with made-up hashes at its right edge. */
function edgeOf(size: number): TreeEdge {
  return {
    size,
    tiles: edgeTiles(size).map(({ level, index, width }) => ({ level, index, hashes: new Uint8Array(width * 32).fill(level + 1) })),
  };
}

const shapeOf = ({ written }: AppendResult): string[] =>
  written.map(({ level, index, hashes }) => `${level}/${index}:${hashes.length / 32}`);

test('a tree grows by any steps to the root of all its leaves', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 12 }), (steps) => {
      let edge = empty;
      for (const step of steps) {
        const result = appendLeaves(sha256, edge, leaves.slice(edge.size, edge.size + step));
        edge = result.edge;

        const root = rootOf(sha256, leaves.slice(0, edge.size));
        assert.deepEqual(result.root, root);
        assert.deepEqual(rootOfEdge(sha256, edge), root);
      }
    }),
    { seed: 17, numRuns: 100 },
  );
});

test('what was written, the newest of each tile, is the whole tree', () => {
  const stored = new Map<string, Uint8Array>();
  let edge = empty;
  for (const step of [1, 254, 1, 1, 511, 1_000, 256, 63_000, 512, 4_464]) {
    const result = appendLeaves(sha256, edge, leaves.slice(edge.size, edge.size + step));
    for (const { level, index, hashes } of result.written) stored.set(`${level}/${index}`, hashes);
    edge = result.edge;
  }
  const level0 = Array.from({ length: 274 }, (_, at) => stored.get(`0/${at}`)!);
  const level1 = Array.from({ length: 2 }, (_, at) => stored.get(`1/${at}`)!);
  const full = Array.from({ length: 273 }, (_, at) => rootOf(sha256, leaves.slice(at * 256, (at + 1) * 256)));

  assert.equal(stored.size, 274 + 2 + 1);
  assert.deepEqual(concat(...level0), concat(...leaves));
  assert.deepEqual(concat(...level1), concat(...full));
  assert.deepEqual(stored.get('2/0'), rootOf(sha256, full.slice(0, 256)));
});

test('the unfinished tiles of a size have the published widths', (t) => {
  const widths = (size: number): string =>
    edgeTiles(size)
      .map(({ level, index, width }) => `${level}/${index}:${width}`)
      .join(' ');

  assert.equal(widths(0), '');
  assert.equal(widths(255), '0/0:255');
  assert.equal(widths(256), '1/0:1');
  assert.equal(widths(70_000), '0/273:112 1/1:17 2/0:1');

  const vectors = readVectors<{ partial_widths: Record<string, Record<string, number>> }>(t, 'fetched/tlog_c2sp.json');
  for (const [size, expected] of Object.entries(vectors?.partial_widths ?? {})) {
    for (const tile of edgeTiles(Number(size))) assert.equal(tile.width, expected[`level${tile.level}_partial`]);
  }
});

test('appending to millions of leaves reads three tiles and writes few', () => {
  assert.equal(edgeTiles(16_777_215).length, 3);
  assert.equal(edgeTiles(2 ** 53 - 1).length, 7);

  assert.deepEqual(shapeOf(appendLeaves(sha256, edgeOf(5_000_000), leaves.slice(0, 10))), ['0/19531:74']);
  assert.deepEqual(shapeOf(appendLeaves(sha256, edgeOf(5_000_000), leaves.slice(0, 256))), ['0/19531:256', '0/19532:64', '1/76:76']);
});

test('a last leaf can finish a tile on every level', () => {
  assert.deepEqual(shapeOf(appendLeaves(sha256, edgeOf(16_777_215), leaves.slice(0, 1))), ['0/65535:256', '1/255:256', '2/0:256', '3/0:1']);
  assert.deepEqual(shapeOf(appendLeaves(sha256, edgeOf(16_777_215), leaves.slice(0, 2))), [
    '0/65535:256',
    '1/255:256',
    '2/0:256',
    '0/65536:1',
    '3/0:1',
  ]);
});

test('adding nothing writes nothing', () => {
  const before = edgeOf(5_000_000);
  const result = appendLeaves(sha256, before, []);

  assert.deepEqual(result.edge, before);
  assert.deepEqual(result.written, []);
  assert.deepEqual(result.root, rootOfEdge(sha256, before));
});

test('tiles of another tree, of another width, missing or too many are refused', () => {
  const { size, tiles } = edgeOf(70_000);
  const [first, second, third] = tiles;

  assert.throws(() => rootOfEdge(sha256, { size: size + 1, tiles }), RangeError);
  assert.throws(() => rootOfEdge(sha256, { size, tiles: [first!, second!] }), RangeError);
  assert.throws(() => rootOfEdge(sha256, { size, tiles: [...tiles, third!] }), RangeError);
  assert.throws(() => rootOfEdge(sha256, { size, tiles: [second!, first!, third!] }), RangeError);
  assert.throws(() => rootOfEdge(sha256, { size, tiles: [{ ...first!, index: 0 }, second!, third!] }), RangeError);
  assert.throws(() => appendLeaves(sha256, { size: 0, tiles }, []), RangeError);
  assert.throws(() => appendLeaves(sha256, empty, [new Uint8Array(31)]), RangeError);
  assert.throws(() => edgeTiles(-1), RangeError);
});
