import { DAY, HOUR } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import type { Secret } from '../base/secret.ts';
import { deriveForEnrolment } from '../crypto/enrol.ts';
import { mac } from '../crypto/mac.ts';
import { groupsOfFour } from '../protocols/base32.ts';
import { encodeSpoken, VOICE_CODE_BYTES } from '../protocols/recovery-code.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Keys } from '../world.ts';

/** How long the link lives that an operator hands over. */
export const STARTED_MS: number = DAY;
/** How long a request waits for people to vouch. */
export const REQUEST_MS: number = 14 * DAY;
/** How long the claimant has once the wait is over (model row 33). */
export const READY_MS: number = 7 * DAY;
/** The last notice is delivered at least so long before the wait may end. */
export const WARNED_BEFORE_MS: number = 24 * HOUR;
/** Operators who must agree where nobody can vouch: one alone never takes an account over (D5). */
export const OPERATORS_NEEDED = 2;
/** After so many stops in a month only operators decide (C4). */
export const STOPS_BEFORE_OPERATORS = 2;
/** `needed` of a request that only operators decide. */
export const OPERATORS_ONLY = 0;

/** The code that the claimant's browser shows: derived from its secret, so that nothing stores it (C3). */
export function voiceCode(keys: Keys, secret: Secret, accountId: string): string {
  const bytes = deriveForEnrolment(keys, { purpose: 'voice-code', nonce: secret.reveal(), accountId }, VOICE_CODE_BYTES);
  return groupsOfFour(encodeSpoken(bytes), '-');
}

/** The code of a practice run: shown to the owner's session, derived from the run itself; no secret, for it opens nothing (C5). */
export function practiceCode(keys: Keys, { id, account_id }: Pick<RecoveriesTable, 'id' | 'account_id'>): string {
  const derived = deriveForEnrolment(keys, { purpose: 'practice-voice-code', nonce: id, accountId: account_id }, VOICE_CODE_BYTES);
  return groupsOfFour(encodeSpoken(derived), '-');
}

/** What is kept of a code; that of a practice is of another kind. */
export function voiceMac(
  keys: Keys,
  { account_id, is_practice }: Pick<RecoveriesTable, 'account_id' | 'is_practice'>,
  code: string,
): string {
  return toHex(mac(keys, 'mac/ref', is_practice === 1 ? 'practice-voice' : 'voice', account_id, code));
}

/** What one person says of one recovery; a practice has a type of its own and can never be turned into the other (C5). */
export interface Statement {
  readonly recovery: Pick<RecoveriesTable, 'id' | 'account_id' | 'voice_mac' | 'needed' | 'is_practice'>;
  readonly as: 'voucher' | 'operator';
  /** How many have vouched so far. */
  readonly before: number;
  /** WAIT at this word, in milliseconds. */
  readonly waitMs: number;
}

/** The statement that an authenticator signs: account, recovery, code, and how long it waits from the last word on (C3). */
export function statementText({ recovery, as, before, waitMs }: Statement): string {
  const { id, account_id, voice_mac, needed, is_practice } = recovery;
  return canonicalJson({
    type: is_practice === 1 ? 'keyhouse-practice-vouch' : 'keyhouse-vouch',
    ...{ account: account_id, recovery: id, code: voice_mac, as, word: before + 1 },
    ...{ of: as === 'voucher' ? needed : OPERATORS_NEEDED, wait_ms: waitMs },
  });
}
