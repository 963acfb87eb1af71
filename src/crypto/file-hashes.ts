import { createHash } from 'node:crypto';
import { createBLAKE2b } from 'hash-wasm';
import type { Sha256Hex } from '../base/brands.ts';

/** The hashes of a file, computed while it streams by. */
export interface FileHashes {
  update(chunk: Uint8Array): void;
  digest(): { readonly sha256: Sha256Hex; readonly blake2b256: string; readonly md5: string };
}

/**
 * SHA-256 and BLAKE2b-256; node:crypto knows only BLAKE2b-512, which cut short is another function. MD5 proves nothing, but tools send
 * it, and what they send is compared.
 */
export async function makeFileHashes(): Promise<FileHashes> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  const blake2b = await createBLAKE2b(256);
  return {
    update(chunk) {
      sha256.update(chunk);
      blake2b.update(chunk);
      md5.update(chunk);
    },
    digest: () => ({ sha256: sha256.digest('hex') as Sha256Hex, blake2b256: blake2b.digest('hex'), md5: md5.digest('hex') }),
  };
}
