import { createPublicKey } from 'node:crypto';

/** Whether a key can be one: of a curve, that its point lies on it. RFC 7517, RFC 7518 section 6. */
export function isPublicKey(jwk: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string }): boolean {
  try {
    createPublicKey({ format: 'jwk', key: { ...jwk } });
    return true;
  } catch {
    return false;
  }
}
