import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { concat } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';

// DER prefixes of RFC 8410: an Ed25519 private key from its 32-byte seed, a public key from its 32 bytes.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface LogSigner {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Ed25519 signature of 64 bytes (RFC 8032). */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** The log's own signing key; never derived from the master, so rotating that does not change the log's identity (H3). */
export function makeLogSigner(seed: Secret<Uint8Array>): LogSigner {
  const privateKey = createPrivateKey({ key: Buffer.from(concat(PKCS8_PREFIX, seed.reveal())), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(SPKI_PREFIX.length)),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** Whether an Ed25519 signature is right. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(concat(SPKI_PREFIX, publicKey)), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}
