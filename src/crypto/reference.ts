import { toBase64url, toHex } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { Keys, Random } from '../world.ts';
import { mac } from './mac.ts';

/** What a secret refers to; the same secret under two kinds gives two references. */
export type ReferenceKind = 'session' | 'half' | 'device' | 'link' | 'pre' | 'claim';

/** How much chance a cookie or link carries. */
export const SECRET_BYTES = 32;

/** 32 random bytes as 43 characters of base64url: cookies, mailed links, set-up links. */
export function newSecret(random: Random): Secret {
  return new Secret(toBase64url(random.bytes(SECRET_BYTES)));
}

/** Whether a text has the shape of a secret made here; anything else is not looked up. */
export function hasSecretShape(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * What the database keeps instead of a secret: HMAC under K(mac/ref), 64 hexadecimal digits. Who reads the database learns no
 * secret, who writes to it can plant none.
 */
export function referenceOf(keys: Keys, kind: ReferenceKind, secret: Secret): string {
  return toHex(mac(keys, 'mac/ref', kind, secret.reveal()));
}

/** 16 random bytes in hexadecimal: ids of rows. */
export function newId<Id extends string>(random: Random): Id {
  return toHex(random.bytes(16)) as Id;
}
