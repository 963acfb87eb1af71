import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import { hashLeaf, hashNode, rootOf } from './merkle-tree.ts';

const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const rootAt = (size: number): string =>
  toHex(
    rootOf(
      sha256,
      entries.slice(0, size).map((entry) => hashLeaf(sha256, fromHex(entry)!)),
    ),
  );

test('leaves and nodes are hashed apart', () => {
  assert.equal(toHex(hashLeaf(sha256, utf8(''))), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  assert.equal(toHex(hashLeaf(sha256, utf8('L123456'))), '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56');
  assert.equal(toHex(hashNode(sha256, utf8('N123'), utf8('N456'))), 'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb');
});

test('the reference leaves give the published roots', () => {
  assert.equal(rootAt(0), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.equal(rootAt(1), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  assert.equal(rootAt(2), 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
  assert.equal(rootAt(3), 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77');
  assert.equal(rootAt(7), 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c');
  assert.equal(rootAt(8), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('all computed roots agree', (t) => {
  const vectors = readVectors<{ rfc6962_reference_tree: { inputs: string[]; empty_root: string; roots: string[] } }>(
    t,
    'own/rfc6962_tree.json',
  );
  if (vectors === undefined) return;
  const { inputs, empty_root, roots } = vectors.rfc6962_reference_tree;

  assert.deepEqual(inputs, entries);
  assert.equal(rootAt(0), empty_root);
  assert.deepEqual(
    roots.map((_, at) => rootAt(at + 1)),
    roots,
  );
});
