import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat, fromBase64url, fromUtf8, toBase64url, toHex, utf8 } from '../base/bytes.ts';
import type { Keys, Random } from '../world.ts';
import { currentVersion, deriveKey, type KeyLabel } from './derive-key.ts';

/** Where a sealed value lies; moved to another place it does not open. */
export interface SealPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  readonly ownerId: string;
}

/** What sealing takes of the world. */
export interface Sealing {
  readonly keys: Keys;
  readonly random: Random;
}

interface VersionedKey {
  readonly key: Uint8Array;
  readonly version: number;
}

const TAG_BYTES = 16;

/** Seals bytes under a key: `1.<version>.<nonce>.<ciphertext and tag>`, AES-256-GCM with a random nonce and the place as AAD. */
export function sealUnder(random: Random, { key, version }: VersionedKey, aad: Uint8Array, clear: Uint8Array): string {
  const nonce = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const sealed = concat(cipher.update(clear), cipher.final(), cipher.getAuthTag());
  return `1.${version}.${toBase64url(nonce)}.${toBase64url(sealed)}`;
}

/**
 * Opens what `sealUnder` made; `keyOf` gives the key of a version.
 *
 * @throws Error, always the same one, whatever is wrong
 */
export function openUnder(keyOf: (version: number) => Uint8Array, aad: Uint8Array, text: string): Uint8Array {
  try {
    const [scheme, version, nonceText, sealedText, ...rest] = text.split('.');
    const nonce = fromBase64url(nonceText ?? '');
    const sealed = fromBase64url(sealedText ?? '');
    if (scheme !== '1' || rest.length > 0 || nonce?.length !== 12 || sealed === undefined || sealed.length < TAG_BYTES)
      throw new Error('shape');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(Number(version)), nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return concat(decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final());
  } catch (cause) {
    throw new Error('a sealed value does not open: it was changed, moved, or its key is gone', { cause });
  }
}

/** The additional data of a place: site, table, column, row and owner. */
export function aadOf(siteId: Uint8Array, place: SealPlace): Uint8Array {
  return utf8([toHex(siteId), place.table, place.column, place.rowId, place.ownerId].join('|'));
}

/** Seals bytes under K(label). */
export function seal({ keys, random }: Sealing, label: KeyLabel, place: SealPlace, clear: Uint8Array): string {
  return sealUnder(random, { key: deriveKey(keys, label), version: currentVersion(keys) }, aadOf(keys.siteId, place), clear);
}

/** @throws Error when it does not open */
export function openSealed(keys: Keys, label: KeyLabel, place: SealPlace, sealed: string): Uint8Array {
  return openUnder((version) => deriveKey(keys, label, version), aadOf(keys.siteId, place), sealed);
}

/** @throws Error when it does not open or is no text */
export function openSealedText(keys: Keys, label: KeyLabel, place: SealPlace, sealed: string): string {
  return textOf(openSealed(keys, label, place, sealed));
}

export function textOf(bytes: Uint8Array): string {
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Error('a sealed value is no text');
  return text;
}
