import { checkPassword } from '../accounts/check-password.ts';
import { getCurrentAccount } from '../accounts/current-account.ts';
import type { RenewSession } from '../accounts/doors.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { claimTotpStep, judgeTotpCode } from '../factors/check-totp-code.ts';
import { disableTotp } from '../factors/disable-factor.ts';
import { claimAssertion, judgeAssertion } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import type { Strength } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { World } from '../world.ts';
import { findPool } from './devices.ts';
import { noteUse } from './note-use.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { findAccount } from './store.ts';

export interface StepUpForm {
  readonly password: Secret;
  /** Empty where the account has no second factor. */
  readonly totpValue: string;
}

export type SteppedUp = { readonly result: 'stepped-up'; readonly cookies: readonly CookieChange[] } | NotSignedIn;

const LOST = new Refusal('conflict', 'step-up.code-used', 'That code was already used. Wait for the next one in your app.');

/**
 * Confirms that it is still the person: the password, and with a second factor a code in the same form, never one of them alone
 * and never a recovery code (B5). The session gets a new id and its clocks begin anew (B19).
 *
 * @throws Refusal `session.ended` when the session was ended meanwhile: it is not revived
 */
export async function stepUp(world: World, renewSession: RenewSession, asking: Asking, form: StepUpForm): Promise<SteppedUp> {
  const { caller, cookies } = asking;
  if (await isPasskeysOnly(world, caller.accountId)) return refused(world, asking, 'passkeys-only', { result: 'wrong' });
  const pool = await findPool(world, cookies.device, await findAccount(world.read, caller.accountId));
  const wrong = await checkOwnPassword(world, asking, form.password);
  if (wrong !== undefined) return wrong;
  if (!caller.needsSecondFactor) return renew(world, renewSession, asking, PASSWORD_ALONE);

  const guess = { authenticator: `totp:${caller.accountId}`, pool } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) return refused(world, asking, 'waiting', { result: 'wait', until: spent.until });
  const judged = await judgeTotpCode(world, caller.accountId, form.totpValue);
  if (judged.result !== 'right' && spent.disabledNow) await disableTotp(world, caller.accountId);
  if (judged.result !== 'right') return refused(world, asking, judged.result === 'wrong' ? 'totp' : 'replayed-code', judged);

  const renewed = await renew(world, renewSession, asking, {
    strength: 'O',
    factors: ['password', judged.app.id],
    claim: (tx) => claimTotpStep(tx, judged),
  });
  if (renewed.result === 'stepped-up') await forgiveGuesses(world, guess);
  else if (spent.disabledNow) await disableTotp(world, caller.accountId);
  return renewed;
}

/** What was shown, to be used up inside the act. */
interface Shown {
  readonly strength: Strength;
  readonly factors: readonly string[];
  /** Names the rows; undefined when another request was faster. */
  claim(tx: Write, now: Millis): Promise<readonly RowRef[] | undefined>;
}

const PASSWORD_ALONE: Shown = { strength: 'P', factors: ['password'], claim: async () => [] };

async function renew(world: World, renewSession: RenewSession, asking: Asking, shown: Shown): Promise<SteppedUp> {
  const { caller, visit } = asking;
  const { strength, factors } = shown;
  try {
    const renewed: SteppedUp = await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
      const { auth_epoch } = await getCurrentAccount(tx, caller);
      const claimed = await shown.claim(tx, now);
      if (claimed === undefined) throw LOST;
      const renewed = await renewSession(tx, { caller, epoch: auth_epoch, now, proved: { strength, factors } });
      const details = { session: renewed.handle, before: caller.session.handle, strength };
      const rows = [...claimed, ...renewed.changed];
      return {
        result: { result: 'stepped-up', cookies: [renewed.cookie] },
        events: [{ kind: 'session.stepped-up', subjects: [ofAccount(caller.accountId)], details, rows }],
      };
    });
    noteUse(world, visit, caller.personId, shown);
    return renewed;
  } catch (error) {
    if (error !== LOST) throw error;
    return refused(world, asking, 'replayed-code', { result: 'replayed' });
  }
}

/** The ceremony of a step-up belongs to one session: every step-up gives it another id (B19). */
export function stepUpCeremony({ session }: AccountCaller): Ceremony {
  return { kind: 'step-up', binding: session.id };
}

/**
 * Confirms that it is still the person with a passkey that verified her, alone; a key that only shows presence counts with the
 * password in the same form (B5). A wrong assertion counts against nobody (B3), a wrong password does.
 *
 * @throws Refusal `session.ended`
 */
export async function stepUpWithKey(
  world: World,
  renewSession: RenewSession,
  asking: Asking,
  form: { readonly credential: string; readonly password: Secret },
): Promise<SteppedUp> {
  const { caller } = asking;
  const judged = await judgeAssertion(world, stepUpCeremony(caller), { text: form.credential, accountId: caller.accountId });
  if (judged.result !== 'right')
    return refused(world, asking, judged.result === 'cloned' ? 'cloned-key' : 'key', { result: judged.result });
  const { asserted } = judged;
  const claim = (tx: Write, now: Millis) => claimAssertion(tx, asserted, now);
  if (asserted.isPersonVerified) return renew(world, renewSession, asking, { strength: 'V', factors: [asserted.key.id], claim });

  if (await isPasskeysOnly(world, caller.accountId)) return refused(world, asking, 'passkeys-only', { result: 'wrong' });
  const answer = await checkOwnPassword(world, asking, form.password);
  return answer ?? renew(world, renewSession, asking, { strength: 'K', factors: ['password', asserted.key.id], claim });
}

/** Undefined when the password is right. */
async function checkOwnPassword(world: World, asking: Asking, password: Secret): Promise<NotSignedIn | undefined> {
  const { caller, visit, cookies } = asking;
  const account = await findAccount(world.read, caller.accountId);
  const pool = await findPool(world, cookies.device, account);
  const attempt = { accountId: caller.accountId, typedName: caller.username, password, pool, visit };
  const checked = await checkPassword(world, attempt);
  if (checked.result === 'wait') return refused(world, asking, 'waiting', { result: 'wait', until: checked.until });
  return checked.result === 'right' ? undefined : refused(world, asking, 'password', { result: 'wrong' });
}

async function refused(
  world: World,
  { caller, visit }: Asking,
  what: 'password' | 'totp' | 'replayed-code' | 'waiting' | 'key' | 'cloned-key' | 'passkeys-only',
  answer: NotSignedIn,
): Promise<NotSignedIn> {
  await recordRefusal(world, byCaller(caller, visit), { kind: 'refused.step-up', details: { what }, accountId: caller.accountId });
  return answer;
}
