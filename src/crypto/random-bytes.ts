import { randomBytes } from 'node:crypto';

/** Bytes from the operating system's generator; the only source of chance in the running server. */
export function systemRandomBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}
