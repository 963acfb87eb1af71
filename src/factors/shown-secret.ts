import { recordRefusal } from '../audit/record-refusal.ts';
import { MINUTE, SECOND } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { hmacSha1 } from '../crypto/digest.ts';
import { deriveForEnrolment } from '../crypto/enrol.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { waitInWords } from '../limits/wait-in-words.ts';
import { findAcceptedStep, isSkewed, normalizeTotpCode, TOTP_SECRET_BYTES } from '../protocols/totp.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';

/** How long a shown secret counts, and from the proven code to the recovery code asked back (A8, B9). */
export const ENROLMENT_MS: number = 10 * MINUTE;

/** The secret that the set-up page shows: derived from the session and the time, so that looking at it writes nothing (A8). */
export function shownSecret(world: Pick<Reading, 'clock' | 'keys'>, caller: AccountCaller, windowsAgo = 0): Uint8Array {
  const window = Math.floor(world.clock.now() / ENROLMENT_MS) - windowsAgo;
  return deriveForEnrolment(
    world.keys,
    { purpose: `totp|${window}`, nonce: caller.session.enrolNonce, accountId: caller.accountId },
    TOTP_SECRET_BYTES,
  );
}

export interface ProvenSecret {
  readonly secret: Uint8Array;
  /** The step whose code proved it: every later code must be of a greater one. */
  readonly step: number;
}

/**
 * The shown secret that a typed code belongs to. A guess is spent first.
 *
 * @throws Refusal `factor.wrong-code`, `factor.skewed-clock`, `factor.wait`
 */
export async function checkShownCode(world: World, { caller, visit }: Asking, text: string): Promise<ProvenSecret> {
  const guess = { authenticator: `enrol:${caller.accountId}`, pool: 'known' } as const;
  const spent = await spendGuess(world, guess);
  const now = world.clock.now();
  if (!spent.allowed) throw tooMany(`${waitInWords(Math.ceil((spent.until - now) / SECOND))}, then try the code your app shows.`);
  const code = normalizeTotpCode(text);
  // A secret that was shown up to ten minutes before the window changed still counts.
  for (const secret of [shownSecret(world, caller), shownSecret(world, caller, 1)]) {
    const step = code === undefined || world.clock.isSuspect() ? undefined : findAcceptedStep(hmacSha1, secret, code, now);
    if (step === undefined) continue;
    await forgiveGuesses(world, guess);
    return { secret, step };
  }
  const by = byCaller(caller, visit);
  await recordRefusal(world, by, { kind: 'refused.enrolment', details: { what: 'totp' }, accountId: caller.accountId });
  throw code !== undefined && isSkewed(hmacSha1, shownSecret(world, caller), code, now) ? SKEWED : WRONG;
}

function tooMany(wait: string): Refusal {
  return new Refusal('too-many', 'factor.wait', `Too many wrong codes. Wait ${wait}`, { field: 'totp_value' });
}

const WRONG = new Refusal('invalid', 'factor.wrong-code', 'That code was wrong. Type the six digits that your app shows now.', {
  field: 'totp_value',
});
const SKEWED = new Refusal(
  'invalid',
  'factor.skewed-clock',
  'That code belongs to another minute. Set the clock of your phone to automatic, then try the next code.',
  { field: 'totp_value' },
);
