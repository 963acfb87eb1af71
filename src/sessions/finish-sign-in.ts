import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { claimTotpStep, judgeTotpCode } from '../factors/check-totp-code.ts';
import { disableCodes, disableTotp } from '../factors/disable-factor.ts';
import { claimRecoveryCode, judgeRecoveryCode } from '../factors/recovery-codes.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { HalfCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import type { SignInDoors } from './sign-in.ts';
import { type AccountRow, claimHalf, findAccount } from './store.ts';

export type FinishedSignIn =
  | { readonly result: 'signed-in'; readonly cookies: readonly CookieChange[]; readonly nextPath: string }
  | NotSignedIn;

/** What the second step proved, to be used up inside the act. */
interface Proof {
  readonly strength: 'O' | 'R';
  readonly factors: readonly string[];
  /** Claims it and names the rows and further events; undefined when another request was faster. */
  claim(tx: Write, now: Millis): Promise<{ readonly changed: readonly RowRef[]; readonly events: readonly Event[] } | undefined>;
}

/** The second step with a code of an authenticator app. */
export async function finishWithTotp(
  world: World,
  doors: Pick<SignInDoors, 'startSession'>,
  visit: Visit,
  half: HalfCaller,
  text: string,
): Promise<FinishedSignIn> {
  const guess = { authenticator: `totp:${half.accountId}`, pool: half.pool } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) return refused(world, visit, half, 'waiting', { result: 'wait', until: spent.until });

  const judged = await judgeTotpCode(world, half.accountId, text);
  if (judged.result === 'replayed') return refused(world, visit, half, 'replayed-code', { result: 'replayed' });
  if (judged.result === 'wrong') {
    if (spent.disabledNow) await disableTotp(world, half.accountId);
    return refused(world, visit, half, 'totp', { result: 'wrong' });
  }
  const finished = await complete(world, doors, visit, half, {
    strength: 'O',
    factors: ['password', judged.app.id],
    async claim(tx) {
      const changed = await claimTotpStep(tx, judged);
      return changed && { changed, events: [] };
    },
  });
  return settle(world, visit, half, guess, finished);
}

/** The second step with a recovery code: a session that may do little, and each code once (B8). */
export async function finishWithRecoveryCode(
  world: World,
  doors: Pick<SignInDoors, 'startSession'>,
  visit: Visit,
  half: HalfCaller,
  text: string,
): Promise<FinishedSignIn> {
  const guess = { authenticator: `codes:${half.accountId}`, pool: half.pool } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) return refused(world, visit, half, 'waiting', { result: 'wait', until: spent.until });

  const judged = await judgeRecoveryCode(world, half.accountId, text, visit.network);
  if (judged.result === 'wrong') {
    if (spent.disabledNow) await disableCodes(world, half.accountId);
    return refused(world, visit, half, 'recovery-code', { result: 'wrong' });
  }
  const finished = await complete(world, doors, visit, half, {
    strength: 'R',
    factors: ['password', 'recovery-code'],
    async claim(tx, now) {
      const claimed = await claimRecoveryCode(tx, half.accountId, judged, now);
      if (claimed === undefined) return undefined;
      const used: Event = {
        kind: 'factor.code-used',
        subjects: [ofAccount(half.accountId)],
        details: { list: claimed.listId, left: claimed.left },
        rows: claimed.changed,
      };
      return { changed: [], events: [used] };
    },
  });
  return settle(world, visit, half, guess, finished);
}

const LOST = new Refusal('conflict', 'sign-in.code-used', 'That code was already used. Wait for the next one in your app.');
const GONE = new Refusal('conflict', 'sign-in.start-again', 'This sign-in is over. Start again with your password.');

/** One act: the half state goes, the proof is used up, the session begins. Thrown means nothing of it happened. */
async function complete(
  world: World,
  doors: Pick<SignInDoors, 'startSession'>,
  visit: Visit,
  half: HalfCaller,
  proof: Proof,
): Promise<FinishedSignIn> {
  const account = await findAccount(world.read, half.accountId);
  if (account === undefined || account.frozen_at !== null) return { result: 'start-again' };
  try {
    return await act(world, byAccount(account, visit), [{ table: 'accounts', id: account.id }], async (tx, now) => {
      const current = await findAccount(tx, account.id);
      const claimed = current?.frozen_at === null ? await claimHalf(tx, half.halfId, current.auth_epoch, now) : undefined;
      if (claimed === undefined || current === undefined) throw GONE;
      const proven = await proof.claim(tx, now);
      if (proven === undefined) throw LOST;
      const started = await doors.startSession(tx, {
        ...{ accountId: account.id, personId: account.person_id, epoch: current.auth_epoch, now, visit },
        ...{ strength: proof.strength, factors: proof.factors, mailboxAt: null },
      });
      const details = { session: started.handle, strength: proof.strength, factors: proof.factors };
      const rows = [...started.changed, ...proven.changed];
      return {
        result: { result: 'signed-in', cookies: [started.cookie, { name: 'half', value: undefined }], nextPath: claimed.next_path },
        events: [{ kind: 'session.started', subjects: [ofAccount(account.id)], details, rows }, ...proven.events],
      };
    });
  } catch (error) {
    if (error === LOST) return { result: 'replayed' };
    if (error === GONE) return { result: 'start-again' };
    throw error;
  }
}

function byAccount(account: AccountRow, visit: Visit): By {
  return {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'password', id: '' },
  };
}

async function settle(
  world: World,
  visit: Visit,
  half: HalfCaller,
  guess: Parameters<typeof forgiveGuesses>[1],
  finished: FinishedSignIn,
): Promise<FinishedSignIn> {
  if (finished.result === 'signed-in') await forgiveGuesses(world, guess);
  if (finished.result === 'replayed') return refused(world, visit, half, 'replayed-code', finished);
  return finished;
}

async function refused(
  world: World,
  visit: Visit,
  half: HalfCaller,
  what: 'totp' | 'recovery-code' | 'replayed-code' | 'waiting',
  answer: NotSignedIn,
): Promise<NotSignedIn> {
  await recordRefusal(
    world,
    { actor: { kind: 'stranger' }, origin: originOf(visit) },
    { kind: 'refused.sign-in', details: { what }, accountId: half.accountId },
  );
  return answer;
}
