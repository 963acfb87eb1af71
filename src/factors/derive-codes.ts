import { deriveForEnrolment } from '../crypto/enrol.ts';
import { RECOVERY_CODE_BYTES, renderRecoveryCode } from '../protocols/recovery-code.ts';
import type { Keys } from '../world.ts';

/** What codes are derived from: the same gives the same codes, so that looking at them again writes nothing (A8). */
export interface CodesSeed {
  /** Keeps codes for different ends apart. */
  readonly purpose: string;
  /** Random, of a session or an enrolment: the codes die with it. */
  readonly nonce: string;
  readonly accountId: string;
  readonly count: number;
}

/** Recovery codes that are shown before they count. */
export function deriveCodes(keys: Keys, { purpose, nonce, accountId, count }: CodesSeed): readonly string[] {
  const bytes = deriveForEnrolment(keys, { purpose, nonce, accountId }, count * RECOVERY_CODE_BYTES);
  return Array.from({ length: count }, (_, index) =>
    renderRecoveryCode(bytes.subarray(index * RECOVERY_CODE_BYTES, (index + 1) * RECOVERY_CODE_BYTES)),
  );
}
