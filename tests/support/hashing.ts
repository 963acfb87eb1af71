import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { EqualBytes, HmacSha1, HmacSha256, Sha256, VerifyEd25519 } from '../../src/protocols/hashing.ts';

/** The beginning of a DER public key that 32 bytes of Ed25519 follow (RFC 8410 section 4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Node's own functions in the form that protocols ask for, so that the tests of protocols need nothing of crypto/. */
export const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

export const hmacSha256: HmacSha256 = (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest());

export const hmacSha1: HmacSha1 = (key, data) => new Uint8Array(createHmac('sha1', key).update(data).digest());

export const equalBytes: EqualBytes = (left, right) => left.length === right.length && timingSafeEqual(left, right);

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
};
