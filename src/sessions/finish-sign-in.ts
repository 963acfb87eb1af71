import { tellAccount } from '../accounts/notices/tell-account.ts';
import { byStranger } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { claimTotpStep, judgeTotpCode } from '../factors/check-totp-code.ts';
import { disableCodes, disableTotp } from '../factors/disable-factor.ts';
import { claimAssertion, judgeAssertion } from '../factors/judge-assertion.ts';
import { claimRecoveryCode, judgeRecoveryCode } from '../factors/recovery-codes.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { isUnspent } from '../limits/spend-limit.ts';
import type { Asking } from '../web/asking.ts';
import { originOf } from '../web/by-caller.ts';
import type { HalfCaller } from '../web/caller.ts';
import type { World } from '../world.ts';
import { completeSignIn, type FinishedSignIn, type Proof } from './complete-sign-in.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import type { SignInDoors } from './sign-in.ts';
import { findAccount } from './store.ts';

type Judged =
  | { readonly result: 'right'; readonly proof: Proof }
  | { readonly result: 'wrong' }
  | { readonly result: 'replayed' }
  | { readonly result: 'codes-rest' };

/** One kind of second step. */
interface SecondStep {
  /** Whose guesses are counted. */
  readonly authenticator: string;
  readonly what: 'totp' | 'recovery-code';
  judge(): Promise<Judged>;
  /** After the hundredth wrong answer. */
  disable(): Promise<void>;
}

type Doors = Pick<SignInDoors, 'startSession'>;

/** The second step with a code of an authenticator app. */
export async function finishWithTotp(world: World, doors: Doors, half: Asking<HalfCaller>, text: string): Promise<FinishedSignIn> {
  const { accountId } = half.caller;
  return finish(world, doors, half, {
    authenticator: `totp:${accountId}`,
    what: 'totp',
    disable: () => disableTotp(world, accountId),
    async judge() {
      const judged = await judgeTotpCode(world, accountId, text);
      if (judged.result !== 'right') return judged;
      const claim: Proof['claim'] = async (tx) => {
        const changed = await claimTotpStep(tx, judged);
        return changed && { changed, events: [] };
      };
      return { result: 'right', proof: { strength: 'O', factors: ['password', judged.app.id], claim } };
    },
  });
}

/** The ceremony of the second step belongs to one half state. */
export function secondStepCeremony({ halfId }: HalfCaller): Ceremony {
  return { kind: 'second-step', binding: halfId };
}

/**
 * The second step with a passkey or security key. A wrong assertion counts against nobody (B3): the half state's five minutes and
 * the network's limit are all there is.
 */
export async function finishWithKey(world: World, doors: Doors, half: Asking<HalfCaller>, text: string): Promise<FinishedSignIn> {
  const { accountId } = half.caller;
  const judged = await judgeAssertion(world, secondStepCeremony(half.caller), { text, accountId });
  if (judged.result !== 'right') return refused(world, half, judged.result === 'cloned' ? 'cloned-key' : 'key', { result: judged.result });
  const { asserted } = judged;
  const finished = await completeSignIn(world, doors, half, {
    strength: asserted.isPersonVerified ? 'V' : 'K',
    factors: ['password', asserted.key.id],
    async claim(tx, now) {
      const changed = await claimAssertion(tx, asserted, now);
      return changed && { changed, events: [] };
    },
  });
  return finished.result === 'replayed' ? refused(world, half, 'key', { result: 'wrong' }) : finished;
}

/** The second step with a recovery code: a session that may do little, each code once, and every address is told (B8). */
export async function finishWithRecoveryCode(world: World, doors: Doors, half: Asking<HalfCaller>, text: string): Promise<FinishedSignIn> {
  const { caller, visit } = half;
  const { accountId } = caller;
  return finish(world, doors, half, {
    authenticator: `codes:${accountId}`,
    what: 'recovery-code',
    disable: () => disableCodes(world, accountId),
    async judge() {
      const judged = await judgeRecoveryCode(world, accountId, text, visit.network);
      if (judged.result !== 'right') return judged;
      if (judged.isSuspended) return { result: 'codes-rest' };
      const claim: Proof['claim'] = async (tx, now) => {
        const claimed = await claimRecoveryCode(tx, accountId, judged, now);
        const account = await findAccount(tx, accountId);
        if (claimed === undefined || account === undefined) return undefined;
        const who = { accountId, username: account.username };
        await tellAccount(world, tx, { who, notice: { kind: 'code-used', left: claimed.left }, visit, now });
        const details = { list: claimed.listId, left: claimed.left };
        const used: Event = { kind: 'factor.code-used', subjects: [ofAccount(accountId)], details, rows: claimed.changed };
        return { changed: [], events: [used] };
      };
      return { result: 'right', proof: { strength: 'R', factors: ['password', 'recovery-code'], claim } };
    },
  });
}

/** A guess is spent before the answer is looked at (B4); a right one is used up in the act that it opens. */
async function finish(world: World, doors: Doors, half: Asking<HalfCaller>, step: SecondStep): Promise<FinishedSignIn> {
  const guess = { authenticator: step.authenticator, pool: half.caller.pool } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) return refused(world, half, 'waiting', { result: 'wait', until: spent.until });

  const finished = await answer(world, doors, half, step);
  // The hundredth: unless it was right it disables, also when a right one came too late.
  if (finished.result === 'signed-in' || finished.result === 'held' || finished.result === 'start-again')
    await forgiveGuesses(world, guess);
  else if (spent.disabledNow) await step.disable();
  return finished;
}

async function answer(world: World, doors: Doors, half: Asking<HalfCaller>, step: SecondStep): Promise<FinishedSignIn> {
  const judged = await step.judge();
  if (judged.result === 'wrong') return refused(world, half, step.what, { result: 'wrong' });
  if (judged.result === 'replayed') return refused(world, half, 'replayed-code', { result: 'replayed' });
  if (judged.result === 'codes-rest') return refused(world, half, step.what, judged);

  const finished = await completeSignIn(world, doors, half, judged.proof);
  return finished.result === 'replayed' ? refused(world, half, 'replayed-code', finished) : finished;
}

type RefusedStep = 'totp' | 'recovery-code' | 'replayed-code' | 'waiting' | 'key' | 'cloned-key';

/** Of what the owner is told: whoever fails here knew the password (ASVS 6.3.5). */
const STEP_TOLD: Readonly<Record<RefusedStep, 'totp' | 'recovery-code' | 'key' | undefined>> = {
  totp: 'totp',
  'replayed-code': 'totp',
  'recovery-code': 'recovery-code',
  key: 'key',
  'cloned-key': 'key',
  waiting: undefined,
};

async function refused(world: World, { caller, visit }: Asking<HalfCaller>, what: RefusedStep, answer: NotSignedIn): Promise<NotSignedIn> {
  const by = byStranger(originOf(visit));
  const { accountId } = caller;
  const step = STEP_TOLD[what];
  const isTold = step !== undefined && (await isUnspent(world, 'refused-mail', accountId));
  await recordRefusal(world, by, { kind: 'refused.sign-in', details: { what }, accountId }, async (tx, now) => {
    if (isTold) await tellAccount(world, tx, { who: { accountId }, notice: { kind: 'step-refused', step }, visit, now });
  });
  return answer;
}
