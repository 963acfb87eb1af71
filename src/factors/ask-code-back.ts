import { recordRefusal } from '../audit/record-refusal.ts';
import { SECOND } from '../base/brands.ts';
import { utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { equalBytes } from '../crypto/equal.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { waitInWords } from '../limits/wait-in-words.ts';
import { parseRecoveryCode } from '../protocols/recovery-code.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';

/** The code typed back is one of those shown; guesses are counted, and it is not used up. */
export async function checkAskedBack(world: World, { caller, visit }: Asking, codes: readonly string[], text: string): Promise<void> {
  const guess = { authenticator: `enrol:${caller.accountId}`, pool: 'known' } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed)
    throw new Refusal(
      'too-many',
      'factor.wait',
      `Too many wrong codes. Wait ${waitInWords(Math.ceil((spent.until - world.clock.now()) / SECOND))}.`,
      { field: 'recovery_code_value' },
    );
  const typed = utf8(parseRecoveryCode(text) ?? '');
  if (codes.some((code) => equalBytes(utf8(code), typed))) {
    await forgiveGuesses(world, guess);
    return;
  }
  await recordRefusal(world, byCaller(caller, visit), {
    kind: 'refused.enrolment',
    details: { what: 'recovery-code' },
    accountId: caller.accountId,
  });
  throw new Refusal(
    'invalid',
    'factor.wrong-recovery-code',
    'That is none of the codes above. Type or paste one of them, to prove that you saved them.',
    { field: 'recovery_code_value' },
  );
}
