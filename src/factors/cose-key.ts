import { isoCBOR } from '@simplewebauthn/server/helpers';
import { toBase64url } from '../base/bytes.ts';
import { isPublicKey } from '../crypto/public-key.ts';

/** What signs with a key. */
export type KeyKind = 'ecdsa' | 'eddsa' | 'rsa';

type CoseKey = ReadonlyMap<number, unknown>;

/** COSE: the curve that belongs to an algorithm, with what JWK calls it and the bytes of a coordinate (RFC 9053, sections 2 and 7.1). */
const CURVES: ReadonlyMap<unknown, { readonly curve: number; readonly name: string; readonly bytes: number }> = new Map([
  [-7, { curve: 1, name: 'P-256', bytes: 32 }],
  [-35, { curve: 2, name: 'P-384', bytes: 48 }],
  [-36, { curve: 3, name: 'P-521', bytes: 66 }],
]);
/** NIST SP 800-63B-4 asks for 112 bits of strength: a modulus of 2,048 bits. */
const LEAST_MODULUS_BYTES = 256;

/**
 * What kind of key these COSE bytes are; undefined where they are no key of an algorithm that was asked for: its type, curve and
 * sizes belong to it, its point lies on the curve, and nothing stands behind it. WebAuthn Level 3, section 5.8.5.
 */
export function kindOfKey(publicKey: Uint8Array): KeyKind | undefined {
  const key = decodeKey(publicKey);
  if (key?.get(1) === 2) return isEcdsaKey(key) ? 'ecdsa' : undefined;
  if (key?.get(1) === 1) return isEddsaKey(key) ? 'eddsa' : undefined;
  return key?.get(1) === 3 && isRsaKey(key) ? 'rsa' : undefined;
}

function decodeKey(publicKey: Uint8Array): CoseKey | undefined {
  try {
    const key = isoCBOR.decodeFirst<unknown>(new Uint8Array(publicKey));
    return key instanceof Map && isoCBOR.encode(key).length === publicKey.length ? key : undefined;
  } catch {
    return undefined;
  }
}

function isEcdsaKey(key: CoseKey): boolean {
  const known = CURVES.get(key.get(3));
  const [x, y] = [bytesOf(key.get(-2)), bytesOf(key.get(-3))];
  if (known === undefined || key.get(-1) !== known.curve || x?.length !== known.bytes || y?.length !== known.bytes) return false;
  return isPublicKey({ kty: 'EC', crv: known.name, x: toBase64url(x), y: toBase64url(y) });
}

function isEddsaKey(key: CoseKey): boolean {
  return key.get(3) === -8 && key.get(-1) === 6 && bytesOf(key.get(-2))?.length === 32;
}

function isRsaKey(key: CoseKey): boolean {
  const [modulus, exponent] = [bytesOf(key.get(-1)), bytesOf(key.get(-2))];
  if (key.get(3) !== -257 || modulus === undefined || exponent === undefined) return false;
  const isOdd = ((exponent.at(-1) ?? 0) & 1) === 1;
  return modulus.length >= LEAST_MODULUS_BYTES && modulus[0] !== 0 && isOdd && !(exponent.length === 1 && exponent[0] === 1);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
