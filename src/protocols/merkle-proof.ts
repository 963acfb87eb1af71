import type { Sha256 } from './hashing.ts';
import { HASH_BYTES, hashNode } from './merkle-tree.ts';

/** The leaves from `begin` until before `end`, which are one node of some tree. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** That a leaf lies at an index in the tree of a size and root. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** That a tree is the beginning of a later one. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * The nodes whose hashes, in this order, prove that a leaf is in the tree of `size` leaves.
 *
 * @throws RangeError when the tree has no such leaf
 * @see RFC 6962, section 2.1.1
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isSize(index) || !isSize(size) || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const siblings: LeafRange[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = splitOf(begin, end);
    const isLeft = index < middle;
    siblings.push(isLeft ? { begin: middle, end } : { begin, end: middle });
    begin = isLeft ? begin : middle;
    end = isLeft ? middle : end;
  }
  return siblings.reverse();
}

/**
 * The nodes whose hashes, in this order, prove that the tree of `oldSize` leaves is the beginning of the one of `newSize`.
 *
 * @throws RangeError when the old tree is empty or the larger one
 * @see RFC 6962, section 2.1.2
 */
export function consistencyRanges(oldSize: number, newSize: number): LeafRange[] {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize === 0 || oldSize > newSize) {
    throw new RangeError(`a tree of ${oldSize} leaves proves nothing about one of ${newSize}`);
  }
  const nodes: LeafRange[] = [];
  let begin = 0;
  let end = newSize;
  while (end !== oldSize) {
    const middle = splitOf(begin, end);
    const isLeft = oldSize <= middle;
    nodes.push(isLeft ? { begin: middle, end } : { begin, end: middle });
    begin = isLeft ? begin : middle;
    end = isLeft ? middle : end;
  }
  // A whole old tree is known by its root; its last part is not.
  if (begin !== 0) nodes.push({ begin, end });
  return nodes.reverse();
}

/** Whether the proof holds. False, and nothing thrown, for sizes and hashes of any other form. See RFC 9162 section 2.1.3.2. */
export function verifyInclusion(sha256: Sha256, claim: InclusionClaim): boolean {
  const { index, size, leafHash, root, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (![leafHash, root, ...proof].every(isHash)) return false;

  const place = { node: index, last: size - 1 };
  let hash = leafHash;
  for (const sibling of proof) {
    if (place.last === 0) return false;
    hash = climb(place) === 'right' ? hashNode(sha256, sibling, hash) : hashNode(sha256, hash, sibling);
  }
  return place.last === 0 && isSame(hash, root);
}

/**
 * Whether the proof holds. An empty old tree proves nothing and is refused. False, and nothing thrown, for sizes and hashes
 * of any other form.
 *
 * @see RFC 9162, section 2.1.4.2
 */
export function verifyConsistency(sha256: Sha256, claim: ConsistencyClaim): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize === 0 || oldSize > newSize) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (oldSize === newSize) return proof.length === 0 && isSame(oldRoot, newRoot);
  return isProvenGrowth(sha256, claim);
}

function isProvenGrowth(sha256: Sha256, claim: ConsistencyClaim): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (proof.length === 0) return false;

  const place = { node: oldSize - 1, last: newSize - 1 };
  while (place.node % 2 === 1) goUp(place);
  // An old tree that is one full subtree is itself the first node, and the proof leaves it out.
  const [first, ...rest] = place.node === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;

  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (place.last === 0) return false;
    const isRight = climb(place) === 'right';
    oldHash = isRight ? hashNode(sha256, sibling, oldHash) : oldHash;
    newHash = isRight ? hashNode(sha256, sibling, newHash) : hashNode(sha256, newHash, sibling);
  }
  return place.last === 0 && isSame(oldHash, oldRoot) && isSame(newHash, newRoot);
}

/** A node on its row and the last node of that row. */
interface Place {
  node: number;
  last: number;
}

/** On which side of its next sibling the node lies; moves to the row above both. */
function climb(place: Place): 'left' | 'right' {
  const isRight = place.node % 2 === 1 || place.node === place.last;
  // The last node of a row may have no sibling for some rows: it moves up until it has one on its left.
  while (isRight && place.node % 2 === 0 && place.node !== 0) goUp(place);
  goUp(place);
  return isRight ? 'right' : 'left';
}

/** Division, because the operators on bits end at 2^32. */
function goUp(place: Place): void {
  place.node = Math.floor(place.node / 2);
  place.last = Math.floor(place.last / 2);
}

/** Where the left subtree ends: after the largest power of two that is smaller than the number of leaves. */
function splitOf(begin: number, end: number): number {
  let width = 1;
  while (width * 2 < end - begin) width *= 2;
  return begin + width;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}

/** Hashes of a public log are no secrets: no constant time is needed. */
function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
