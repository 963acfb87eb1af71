import { toBase64url } from '../base/bytes.ts';
import { macUnder } from '../crypto/mac.ts';
import type { Keys } from '../world.ts';
import type { UsernameKey } from './username.ts';

/** What stands in place of the name of an account that was closed. */
export const CLOSED_NAME = 'a closed account';

/** Begins the key of a closed account; no name that somebody chooses has it. */
export const CLOSED_PREFIX = '~';

/**
 * What stands in place of the key of a closed account's name: says nothing to who does not hold the keys, and yet nobody gets the name
 * again, nor one that looks like it (security-model 4, mac/name). One for each master key that is still there, the newest first.
 */
export function closedKeys(keys: Keys, key: UsernameKey): readonly string[] {
  return keys.masters.map(({ version }) => {
    const tag = macUnder(keys, { label: 'mac/name', version }, key);
    return `${CLOSED_PREFIX}${version}.${toBase64url(tag)}`;
  });
}
