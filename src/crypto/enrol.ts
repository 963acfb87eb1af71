import { hkdfSync } from 'node:crypto';
import { utf8 } from '../base/bytes.ts';
import type { Keys } from '../world.ts';
import { deriveKey } from './derive-key.ts';

export interface Enrolling {
  readonly purpose: string;
  /** The session's. */
  readonly nonce: string;
  readonly accountId: string;
}

/**
 * A secret that is shown before it is confirmed: derived from the session's nonce, so that showing it again writes nothing (A8)
 * and it dies with the session. `purpose` keeps the app's secret and the recovery codes apart.
 */
export function deriveForEnrolment(keys: Keys, { purpose, nonce, accountId }: Enrolling, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', deriveKey(keys, 'derive/enrol'), utf8(nonce), utf8(`${purpose}|${accountId}`), length));
}
