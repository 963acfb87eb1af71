import type { Sha256 } from './hashing.ts';

export const HASH_BYTES = 32;

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

/** The hash of an entry. See RFC 6962 section 2.1. */
export function hashLeaf(sha256: Sha256, entry: Uint8Array): Uint8Array {
  return sha256(LEAF, entry);
}

/** The hash of two neighbours. See RFC 6962 section 2.1. */
export function hashNode(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right);
}

/** The root over hashes of leaves, or of whole subtrees of one size; of none, the hash of nothing. See RFC 6962 section 2.1. */
export function rootOf(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) row = parentsOf(sha256, row);
  return row[0] ?? sha256();
}

/** Pairs neighbours; a last one without a neighbour moves up as it is, which gives the same tree as the RFC's split. */
function parentsOf(sha256: Sha256, row: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let at = 0; at < row.length; at += 2) {
    const left = row[at];
    const right = row[at + 1];
    if (left !== undefined) parents.push(right === undefined ? left : hashNode(sha256, left, right));
  }
  return parents;
}
