import { createHash, createHmac } from 'node:crypto';
import type { Sha256Hex } from '../base/brands.ts';

/** SHA-256 over the parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(...parts: readonly Uint8Array[]): Sha256Hex {
  return Buffer.from(sha256(...parts)).toString('hex') as Sha256Hex;
}

/** HMAC-SHA-256 (RFC 2104). */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(data).digest());
}

/** HMAC-SHA-1, for TOTP alone: authenticator apps know no other (RFC 6238, design 6). */
export function hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha1', key).update(data).digest());
}

/** SHA-256 of what streams by. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** 64 lower-case hexadecimal digits; nothing may be added afterwards. */
  hex(): string;
}

export function startSha256(): RunningSha256 {
  const hash = createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    hex: () => hash.digest('hex'),
  };
}
