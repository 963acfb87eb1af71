import { waitForGuess } from '../accounts/wait-for-guess.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { referenceOf } from '../crypto/reference.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { claimTotpStep, judgeTotpCode } from '../factors/check-totp-code.ts';
import { disableCodes, disableTotp } from '../factors/disable-factor.ts';
import { claimAssertion, judgeAssertion } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { claimRecoveryCode, judgeRecoveryCode } from '../factors/recovery-codes.ts';
import { type Guess, spendGuess } from '../limits/guesses.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';

/** The second factor in the form of a reset; the first that is not empty is looked at: passkey, recovery code, code of an app. */
export interface ResetFactor {
  readonly credential: string;
  readonly totpValue: string;
  readonly recoveryCodeValue: string;
}

/** Uses the factor up inside the act; gives the events that account for it, undefined when another request was faster. */
export type Claim = (tx: Write, now: Millis) => Promise<readonly Event[] | undefined>;

export interface JudgedFactor {
  /** When the factor was set up: what was added since a change of addresses does not undo it (C7). */
  readonly madeAt: number;
  readonly claim: Claim;
  /** Whose wrong answers are forgiven afterwards; a passkey's were never counted (B3). */
  readonly guess?: Guess;
}

/** Whose link it is, and from where. */
export interface Resetting {
  readonly visit: Visit;
  readonly account: AccountsTable;
  readonly link: Secret;
  /** Where a change of addresses is undone: “passkeys only” that was switched on since then closes nothing (C8). */
  readonly rulesBy?: number;
}

/** The ceremony of a reset belongs to one mailed link. */
export function resetCeremony(world: Pick<World, 'keys'>, link: Secret): Ceremony {
  return { kind: 'reset', binding: referenceOf(world.keys, 'link', link) };
}

/**
 * Looks at the second factor beside a link (model row 23); a guess is spent first.
 *
 * @throws Refusal `recovery.wrong-code`, `account.wait`
 */
export async function judgeResetFactor(world: World, resetting: Resetting, form: ResetFactor): Promise<JudgedFactor> {
  if (form.credential !== '') return judgeKey(world, resetting, form.credential);
  if (await isPasskeysOnly(world, resetting.account.id, resetting.rulesBy))
    return refuse(world, { ...resetting, field: undefined }, 'passkeys-only');
  return form.recoveryCodeValue.trim() === ''
    ? judgeApp(world, resetting, form.totpValue)
    : judgeCode(world, resetting, form.recoveryCodeValue);
}

/** With or without user verification: the link stands beside it, and a wrong one costs nobody anything (B3). */
async function judgeKey(world: World, resetting: Resetting, text: string): Promise<JudgedFactor> {
  const { account, link } = resetting;
  const judged = await judgeAssertion(world, resetCeremony(world, link), { text, accountId: account.id });
  if (judged.result !== 'right')
    return refuse(world, { ...resetting, field: undefined }, judged.result === 'cloned' ? 'cloned-key' : 'key');
  const { asserted } = judged;
  if (!asserted.isPersonVerified && (await isPasskeysOnly(world, account.id, resetting.rulesBy)))
    return refuse(world, { ...resetting, field: undefined }, 'passkeys-only');
  return {
    madeAt: asserted.key.madeAt,
    async claim(tx, now) {
      const changed = await claimAssertion(tx, asserted, now);
      const details = { use: 'reset', key: asserted.key.id } as const;
      return changed && [{ kind: 'factor.key-accepted', subjects: [ofAccount(account.id)], details, rows: changed }];
    },
  };
}

async function judgeApp(world: World, resetting: Resetting, text: string): Promise<JudgedFactor> {
  const { account } = resetting;
  // The link shows the mailbox: its browser has the guesses that strangers cannot use up (B2).
  const guess = { authenticator: `totp:${account.id}`, pool: 'known' } as const;
  const isHundredth = await spend(world, { ...resetting, field: 'totp_value' }, guess);
  const judged = await judgeTotpCode(world, account.id, text);
  if (judged.result !== 'right') {
    if (isHundredth) await disableTotp(world, account.id);
    return refuse(world, { ...resetting, field: 'totp_value' }, judged.result === 'wrong' ? 'totp' : 'replayed-code');
  }
  const claim: Claim = async (tx) => {
    const changed = await claimTotpStep(tx, judged);
    const details = { use: 'reset' } as const;
    return changed && [{ kind: 'factor.code-accepted', subjects: [ofAccount(account.id)], details, rows: changed }];
  };
  return { madeAt: judged.app.madeAt, guess, claim };
}

async function judgeCode(world: World, resetting: Resetting, text: string): Promise<JudgedFactor> {
  const { account, visit } = resetting;
  const guess = { authenticator: `codes:${account.id}`, pool: 'known' } as const;
  const isHundredth = await spend(world, { ...resetting, field: 'recovery_code_value' }, guess);
  const judged = await judgeRecoveryCode(world, account.id, text, visit.network);
  if (judged.result !== 'right') {
    if (isHundredth) await disableCodes(world, account.id);
    return refuse(world, { ...resetting, field: 'recovery_code_value' }, 'recovery-code');
  }
  const claim: Claim = async (tx, now) => {
    const claimed = await claimRecoveryCode(tx, account.id, judged, now);
    if (claimed === undefined) return undefined;
    const used: Event = {
      kind: 'factor.code-used',
      subjects: [ofAccount(account.id)],
      details: { list: claimed.listId, left: claimed.left },
      rows: claimed.changed,
    };
    return [used];
  };
  return { madeAt: judged.madeAt, guess, claim };
}

/** Whose answer is judged, from where, and the field it was typed into. */
interface Answered extends Resetting {
  readonly field: string | undefined;
}

async function spend(world: World, { visit, account, field }: Answered, guess: Guess): Promise<boolean> {
  const spent = await spendGuess(world, guess);
  if (spent.allowed) return spent.disabledNow ?? false;
  await recordRefusal(
    world,
    { actor: { kind: 'stranger' }, origin: originOf(visit) },
    { kind: 'refused.reset', details: { what: 'waiting' }, accountId: account.id },
  );
  throw waitForGuess(spent.until, world.clock.now(), field ?? 'totp_value');
}

async function refuse(world: World, { visit, account, field }: Answered, what: keyof typeof WRONG_WORDS): Promise<never> {
  await recordRefusal(
    world,
    { actor: { kind: 'stranger' }, origin: originOf(visit) },
    { kind: 'refused.reset', details: { what }, accountId: account.id },
  );
  throw new Refusal('forbidden', 'recovery.wrong-code', WRONG_WORDS[what], field === undefined ? {} : { field });
}

const WRONG_WORDS = {
  totp: 'That code was wrong. Type the six digits that your app shows now.',
  'replayed-code': 'That code was already used. Wait for the next one in your app.',
  'recovery-code': 'That recovery code was wrong or already used. Take another one.',
  key: 'That passkey did not fit: it is none of this account’s, or the request is older than five minutes. Try again, or another way.',
  'passkeys-only': 'Nothing but a passkey that checks you opens this account. Take one of yours.',
  'cloned-key': 'That passkey was refused: its counter went back, so somebody may have a copy of it. Take another way.',
} as const;
