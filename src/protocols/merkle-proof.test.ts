import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { utf8 } from '../base/bytes.ts';
import { consistencyRanges, inclusionRanges, verifyConsistency, verifyInclusion } from './merkle-proof.ts';
import { hashLeaf, rootOf } from './merkle-tree.ts';

const leaves = Array.from({ length: 300 }, (_, at) => hashLeaf(sha256, utf8(String(at))));
const rootAt = (size: number): Uint8Array => rootOf(sha256, leaves.slice(0, size));
const hashes = (ranges: { begin: number; end: number }[]): Uint8Array[] =>
  ranges.map(({ begin, end }) => rootOf(sha256, leaves.slice(begin, end)));
const twoSizes = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const bytes = (text: string | null): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64'));

interface Probes {
  inclusion: {
    leafIdx: number;
    treeSize: number;
    root: string;
    leafHash: string;
    proof: string[] | null;
    wantErr: boolean;
    file: string;
  }[];
  consistency: { size1: number; size2: number; root1: string; root2: string; proof: string[] | null; wantErr: boolean; file: string }[];
}

test('the published inclusion probes are judged right', (t) => {
  for (const probe of readVectors<Probes>(t, 'fetched/merkle_probes.json')?.inclusion ?? []) {
    const claim = {
      index: probe.leafIdx,
      size: probe.treeSize,
      leafHash: bytes(probe.leafHash),
      root: bytes(probe.root),
      proof: (probe.proof ?? []).map(bytes),
    };

    assert.equal(verifyInclusion(sha256, claim), !probe.wantErr, probe.file);
  }
});

test('the published consistency probes are judged right', (t) => {
  for (const probe of readVectors<Probes>(t, 'fetched/merkle_probes.json')?.consistency ?? []) {
    const claim = {
      ...{ oldSize: probe.size1, oldRoot: bytes(probe.root1) },
      ...{ newSize: probe.size2, newRoot: bytes(probe.root2), proof: (probe.proof ?? []).map(bytes) },
    };

    // One probe that is meant to hold has a text of 12 bytes for both roots; here a root has 32.
    assert.equal(verifyConsistency(sha256, claim), !probe.wantErr && claim.oldRoot.length === 32, probe.file);
  }
});

test('the proofs of RFC 6962 section 2.1.3 name its nodes', () => {
  const named = (ranges: { begin: number; end: number }[]): string[] => ranges.map(({ begin, end }) => `${begin}-${end}`);

  assert.deepEqual(named(inclusionRanges(0, 7)), ['1-2', '2-4', '4-7']);
  assert.deepEqual(named(inclusionRanges(3, 7)), ['2-3', '0-2', '4-7']);
  assert.deepEqual(named(inclusionRanges(4, 7)), ['5-6', '6-7', '0-4']);
  assert.deepEqual(named(inclusionRanges(6, 7)), ['4-6', '0-4']);
  assert.deepEqual(named(consistencyRanges(3, 7)), ['2-3', '3-4', '0-2', '4-7']);
  assert.deepEqual(named(consistencyRanges(4, 7)), ['4-7']);
  assert.deepEqual(named(consistencyRanges(6, 7)), ['4-6', '6-7', '0-4']);
  assert.deepEqual(named(consistencyRanges(7, 7)), []);
});

test('every leaf is proven in every tree, and no other leaf, size or root with it', () => {
  const sizeAndIndex = fc.integer({ min: 1, max: 300 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

  fc.assert(
    fc.property(sizeAndIndex, fc.nat(299), ([size, index], other) => {
      const claim = { index, size, leafHash: leaves[index]!, root: rootAt(size), proof: hashes(inclusionRanges(index, size)) };

      assert.equal(verifyInclusion(sha256, claim), true);
      assert.equal(verifyInclusion(sha256, { ...claim, leafHash: leaves[other]! }), other === index);
      assert.equal(verifyInclusion(sha256, { ...claim, index: other }), other === index);
      assert.equal(verifyInclusion(sha256, { ...claim, root: rootAt(other + 1) }), other + 1 === size);
      assert.equal(verifyInclusion(sha256, { ...claim, proof: [...claim.proof, leaves[other]!] }), false);
    }),
    { seed: 6962, numRuns: 400 },
  );
});

test('every tree is proven to begin every later one, and no changed tree is', () => {
  fc.assert(
    fc.property(twoSizes, fc.nat(), fc.nat(255), ([oldSize, newSize], where, bit) => {
      const claim = {
        oldSize,
        newSize,
        oldRoot: rootAt(oldSize),
        newRoot: rootAt(newSize),
        proof: hashes(consistencyRanges(oldSize, newSize)),
      };
      const flip = (hash: Uint8Array): Uint8Array =>
        Uint8Array.from(hash, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      const changed = where % (claim.proof.length + 2);

      assert.equal(verifyConsistency(sha256, claim), true);
      assert.equal(
        verifyConsistency(sha256, {
          ...claim,
          oldRoot: changed === claim.proof.length ? flip(claim.oldRoot) : claim.oldRoot,
          newRoot: changed === claim.proof.length + 1 ? flip(claim.newRoot) : claim.newRoot,
          proof: claim.proof.map((hash, at) => (at === changed ? flip(hash) : hash)),
        }),
        false,
      );
    }),
    { seed: 9162, numRuns: 400 },
  );
});

test('proofs in trees beyond 2^32 leaves have the length of their height', () => {
  assert.equal(inclusionRanges(2 ** 40, 2 ** 41).length, 41);
  assert.equal(consistencyRanges(2 ** 40 + 1, 2 ** 41).length, 42);
});

test('a proof from nothing, backwards or of a leaf beyond the end is not made', () => {
  assert.throws(() => consistencyRanges(0, 1), RangeError);
  assert.throws(() => consistencyRanges(2, 1), RangeError);
  assert.throws(() => consistencyRanges(1, 2 ** 53), RangeError);
  assert.throws(() => inclusionRanges(1, 1), RangeError);
  assert.throws(() => inclusionRanges(-1, 1), RangeError);
});

test('whatever claim comes, it is judged and nothing is thrown', () => {
  const number = fc.oneof(fc.nat(9), fc.integer(), fc.double(), fc.maxSafeNat());
  const hash = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array());
  const proof = fc.array(hash, { maxLength: 70 });

  fc.assert(
    fc.property(fc.tuple(number, number), fc.tuple(hash, hash), proof, ([a, b], [left, right], hashes) => {
      assert.equal(typeof verifyInclusion(sha256, { index: a, size: b, leafHash: left, root: right, proof: hashes }), 'boolean');
      assert.equal(typeof verifyConsistency(sha256, { oldSize: a, newSize: b, oldRoot: left, newRoot: right, proof: hashes }), 'boolean');
    }),
    { seed: 53, numRuns: 500 },
  );
});
