import { hkdfSync } from 'node:crypto';
import { utf8 } from '../base/bytes.ts';
import type { Keys } from '../world.ts';

/** What each derived key is for; one label, one use (security-model part 4). */
export type KeyLabel =
  | 'seal/totp'
  | 'seal/password'
  | 'seal/token-root'
  | 'seal/mail'
  | 'seal/day'
  | 'seal/browser'
  | 'mac/recovery'
  | 'mac/ref'
  | 'mac/row'
  | 'mac/entry'
  | 'mac/address'
  | 'mac/name'
  | 'mac/csrf'
  | 'mac/preauth'
  | 'mac/throttle'
  | 'mac/decoy'
  | 'wrap/person'
  | 'wrap/day'
  | 'derive/enrol';

const derived = new WeakMap<Keys, Map<string, Uint8Array>>();

/** The version that seals and signs now. */
export function currentVersion(keys: Keys): number {
  return keys.masters[0].version;
}

/**
 * K(label) = HKDF-SHA-256(master, salt = site id, info = "keyhouse/v1/" + label, 32 bytes); RFC 5869.
 *
 * @throws Error when no master of that version is there
 */
export function deriveKey(keys: Keys, label: KeyLabel, version: number = currentVersion(keys)): Uint8Array {
  const known = derived.get(keys) ?? new Map<string, Uint8Array>();
  derived.set(keys, known);
  const name = `${version}/${label}`;
  const made = known.get(name);
  if (made !== undefined) return made;

  const master = keys.masters.find((candidate) => candidate.version === version);
  if (master === undefined) throw new Error(`no master key of version ${version}: put it back into KEYHOUSE_SECRET_KEY`);
  const key = new Uint8Array(hkdfSync('sha256', master.key.reveal(), keys.siteId, utf8(`keyhouse/v1/${label}`), 32));
  known.set(name, key);
  return key;
}
