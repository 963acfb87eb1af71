import { concat, utf8 } from '../base/bytes.ts';
import type { Keys } from '../world.ts';
import { deriveKey, type KeyLabel } from './derive-key.ts';
import { hmacSha256 } from './digest.ts';
import { equalBytes } from './equal.ts';

/** Each part with its length before it, so that no two lists of parts give the same bytes. */
function framed(parts: readonly (string | Uint8Array)[]): Uint8Array {
  return concat(
    ...parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? utf8(part) : part;
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, bytes.length);
      return [length, bytes];
    }),
  );
}

/** HMAC-SHA-256 under K(label) over the parts; 32 bytes. */
export function mac(keys: Keys, label: KeyLabel, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return hmacSha256(deriveKey(keys, label), framed(parts));
}

/** `mac` under the key of an older master, for what is looked up by its tag and was stored under that one. */
export function macUnder(
  keys: Keys,
  { label, version }: { label: KeyLabel; version: number },
  ...parts: readonly (string | Uint8Array)[]
): Uint8Array {
  return hmacSha256(deriveKey(keys, label, version), framed(parts));
}

/** Whether a tag was made by `mac` over the parts, under any master key that is still there. */
export function isMac(keys: Keys, label: KeyLabel, tag: Uint8Array, ...parts: readonly (string | Uint8Array)[]): boolean {
  return keys.masters.some((master) => equalBytes(tag, hmacSha256(deriveKey(keys, label, master.version), framed(parts))));
}
