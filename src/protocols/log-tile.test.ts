import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { utf8 } from '../base/bytes.ts';
import { appendLeaves } from './append-leaves.ts';
import type { FindTile } from './log-tile.ts';
import { hashOfRange, parseTilePath, renderTilePath, tilesForRanges } from './log-tile.ts';
import { consistencyRanges, inclusionRanges, verifyConsistency, verifyInclusion } from './merkle-proof.ts';
import { hashLeaf, rootOf } from './merkle-tree.ts';

const SIZE = 70_000;
const leaves = Array.from({ length: SIZE }, (_, at) => hashLeaf(sha256, utf8(String(at))));
const grown = appendLeaves(sha256, { size: 0, tiles: [] }, leaves);
const tiles = new Map(grown.written.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));

/** Gives only the tiles that were named, as somebody would who loads them first. */
function load(ranges: { begin: number; end: number }[], size: number): FindTile {
  const named = new Set(tilesForRanges(ranges, size).map(({ level, index }) => `${level}/${index}`));
  return (level, index) => (named.has(`${level}/${index}`) ? tiles.get(`${level}/${index}`) : undefined);
}

test('numbers of tiles become path elements of three digits', () => {
  assert.equal(renderTilePath({ level: 0, index: 0, width: 256 }), 'tile/0/000');
  assert.equal(renderTilePath({ level: 1, index: 999, width: 17 }), 'tile/1/999.p/17');
  assert.equal(renderTilePath({ level: 2, index: 1_000, width: 256 }), 'tile/2/x001/000');
  assert.equal(renderTilePath({ level: 'entries', index: 1_234_067, width: 1 }), 'tile/entries/x001/x234/067.p/1');
});

test('the published paths agree', (t) => {
  const vectors = readVectors<{ tile_paths: Record<string, string> }>(t, 'fetched/tlog_c2sp.json');

  for (const [index, path] of Object.entries(vectors?.tile_paths ?? {})) {
    assert.equal(renderTilePath({ level: 0, index: Number(index), width: 256 }), `tile/0/${path}`);
  }
});

test('another spelling of a path is refused', () => {
  const refused = [
    ...['', 'tile/0/0', 'tile/0/0000', 'tile/00/000', 'tile/64/000', 'tile/-1/000', 'tile/0/x000/001', 'tile/0/001/000', 'tile/0/x001'],
    ...[
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/000.p/',
      'tile/0/000/',
      '/tile/0/000',
      'tile/0/000\n',
      'tile/0/../000',
    ],
    ...['tile/0/x999/x999/x999/x999/x999/999', 'tile/0/٠٠٠', 'tile/Entries/000', `tile/0/${'x001/'.repeat(10_000)}000`],
  ];

  for (const path of refused) assert.equal(parseTilePath(path), undefined, path);
});

test('every path reads back, and whatever text comes is a path in its one form or nothing', () => {
  const near = fc
    .array(fc.constantFrom('tile/', '0', '1', '/', 'x', '000', '067', '.p/', 'entries', '256'), { maxLength: 9 })
    .map((list) => list.join(''));

  fc.assert(
    fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), fc.oneof(near, fc.string()), (level, index, width, text) => {
      const tile = parseTilePath(text);

      assert.deepEqual(parseTilePath(renderTilePath({ level, index, width })), { level, index, width });
      if (tile !== undefined) assert.equal(renderTilePath(tile), text);
    }),
    { seed: 14, numRuns: 500 },
  );
});

test('leaves anywhere in a large tree are proven from the few tiles that are named', () => {
  const sizeAndIndex = fc.integer({ min: 1, max: SIZE }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
  const root = rootOf(sha256, leaves);

  fc.assert(
    fc.property(sizeAndIndex, ([size, index]) => {
      const ranges = inclusionRanges(index, size);
      const proof = ranges.map((range) => hashOfRange(sha256, range, load(ranges, size)));
      const whole = hashOfRange(sha256, { begin: 0, end: size }, (level, at) => tiles.get(`${level}/${at}`));

      assert.ok(tilesForRanges(ranges, size).length <= 6);
      assert.equal(verifyInclusion(sha256, { index, size, leafHash: leaves[index]!, root: whole, proof }), true);
      if (size === SIZE) assert.deepEqual(whole, root);
    }),
    { seed: 15, numRuns: 200, examples: [[[SIZE, 0]], [[SIZE, SIZE - 1]], [[65_536, 65_535]], [[256, 255]], [[1, 0]]] },
  );
});

test('any two sizes of a large tree are proven consistent from the few tiles that are named', () => {
  const twoSizes = fc
    .tuple(fc.integer({ min: 1, max: SIZE }), fc.integer({ min: 1, max: SIZE }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const rootAt = (size: number): Uint8Array => hashOfRange(sha256, { begin: 0, end: size }, (level, at) => tiles.get(`${level}/${at}`));

  fc.assert(
    fc.property(twoSizes, ([oldSize, newSize]) => {
      const ranges = consistencyRanges(oldSize, newSize);
      const proof = ranges.map((range) => hashOfRange(sha256, range, load(ranges, newSize)));

      assert.ok(tilesForRanges(ranges, newSize).length <= 6);
      assert.equal(verifyConsistency(sha256, { oldSize, newSize, oldRoot: rootAt(oldSize), newRoot: rootAt(newSize), proof }), true);
    }),
    { seed: 16, numRuns: 200, examples: [[[256, SIZE]], [[65_536, SIZE]], [[SIZE - 1, SIZE]], [[1, SIZE]]] },
  );
});

test('the tiles of a proof are named with the width that they have', () => {
  assert.deepEqual(tilesForRanges(inclusionRanges(69_999, SIZE), SIZE), [
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ]);
});

test('a tile that is missing or too short is told, not guessed', () => {
  assert.throws(() => hashOfRange(sha256, { begin: 0, end: 2 }, () => undefined), RangeError);
  assert.throws(() => hashOfRange(sha256, { begin: 0, end: 2 }, () => new Uint8Array(32)), RangeError);
});

test('subtrees of every size up to 2^52 leaves lie on their level', () => {
  for (let power = 0; power <= 52; power += 1) {
    assert.equal(tilesForRanges([{ begin: 0, end: 2 ** power }], 2 ** power)[0]?.level, Math.floor(power / 8));
  }
});
