import { checkPassword } from '../accounts/check-password.ts';
import { getCurrentAccount } from '../accounts/current-account.ts';
import type { RenewSession } from '../accounts/doors.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { claimTotpStep, judgeTotpCode, type TotpJudgement } from '../factors/check-totp-code.ts';
import { disableTotp } from '../factors/disable-factor.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import { findPool } from './devices.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { findAccount } from './store.ts';

export interface StepUpForm {
  readonly password: Secret;
  /** Empty where the account has no second factor. */
  readonly totpValue: string;
}

export type SteppedUp = { readonly result: 'stepped-up'; readonly cookies: readonly CookieChange[] } | NotSignedIn;

type RightCode = Extract<TotpJudgement, { result: 'right' }>;

const LOST = new Refusal('conflict', 'step-up.code-used', 'That code was already used. Wait for the next one in your app.');

/**
 * Confirms that it is still the person: the password, and with a second factor a code in the same form, never one of them alone
 * and never a recovery code (B5). The session gets a new id and its clocks begin anew (B19).
 *
 * @throws Refusal `session.ended` when the session was ended meanwhile: it is not revived
 */
export async function stepUp(world: World, renewSession: RenewSession, asking: Asking, form: StepUpForm): Promise<SteppedUp> {
  const { caller, visit, cookies } = asking;
  const account = await findAccount(world.read, caller.accountId);
  const pool = await findPool(world, cookies.device, account);
  const attempt = { accountId: caller.accountId, typedName: caller.username, password: form.password, pool, visit };
  const checked = await checkPassword(world, attempt);
  if (checked.result === 'wait') return refused(world, asking, 'waiting', { result: 'wait', until: checked.until });
  if (checked.result !== 'right') return refused(world, asking, 'password', { result: 'wrong' });
  if (!caller.needsSecondFactor) return renew(world, renewSession, asking, undefined);

  const guess = { authenticator: `totp:${caller.accountId}`, pool } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) return refused(world, asking, 'waiting', { result: 'wait', until: spent.until });
  const judged = await judgeTotpCode(world, caller.accountId, form.totpValue);
  if (judged.result !== 'right' && spent.disabledNow) await disableTotp(world, caller.accountId);
  if (judged.result !== 'right') return refused(world, asking, judged.result === 'wrong' ? 'totp' : 'replayed-code', judged);

  const renewed = await renew(world, renewSession, asking, judged);
  if (renewed.result === 'stepped-up') await forgiveGuesses(world, guess);
  else if (spent.disabledNow) await disableTotp(world, caller.accountId);
  return renewed;
}

async function renew(world: World, renewSession: RenewSession, asking: Asking, code: RightCode | undefined): Promise<SteppedUp> {
  const { caller, visit } = asking;
  const strength = code === undefined ? 'P' : 'O';
  const factors = code === undefined ? ['password'] : ['password', code.app.id];
  try {
    return await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
      const { auth_epoch } = await getCurrentAccount(tx, caller);
      const claimed = await claim(tx, code);
      const renewed = await renewSession(tx, { caller, epoch: auth_epoch, now, proved: { strength, factors } });
      const details = { session: renewed.handle, before: caller.session.handle, strength };
      const rows = [...claimed, ...renewed.changed];
      return {
        result: { result: 'stepped-up', cookies: [renewed.cookie] },
        events: [{ kind: 'session.stepped-up', subjects: [ofAccount(caller.accountId)], details, rows }],
      };
    });
  } catch (error) {
    if (error !== LOST) throw error;
    return refused(world, asking, 'replayed-code', { result: 'replayed' });
  }
}

async function claim(tx: Write, code: RightCode | undefined): Promise<readonly RowRef[]> {
  if (code === undefined) return [];
  const changed = await claimTotpStep(tx, code);
  if (changed === undefined) throw LOST;
  return changed;
}

async function refused(
  world: World,
  { caller, visit }: Asking,
  what: 'password' | 'totp' | 'replayed-code' | 'waiting',
  answer: NotSignedIn,
): Promise<NotSignedIn> {
  await recordRefusal(world, byCaller(caller, visit), { kind: 'refused.step-up', details: { what }, accountId: caller.accountId });
  return answer;
}
