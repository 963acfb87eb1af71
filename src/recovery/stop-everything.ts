import { tellAccount } from '../accounts/notices/tell-account.ts';
import { usernameKey } from '../accounts/username.ts';
import { waitForGuess } from '../accounts/wait-for-guess.ts';
import { act } from '../audit/act.ts';
import { type By, byStranger } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { assertionOptions } from '../factors/judge-assertion.ts';
import { judgeRemovedCode, judgeRemovedKey, type RemovedFactor } from '../factors/judge-removed.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { signInCeremony } from '../sessions/sign-in-with-key.ts';
import type { Asking } from '../web/asking.ts';
import { originOf } from '../web/by-caller.ts';
import type { Caller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { freezeIn } from './freeze-account.ts';
import { findMeasure, mayStop } from './may-stop.ts';
import { findAccountById, findAccountByUsernameKey, listRunning, stopRunning } from './store.ts';
import { holdChange } from './undo-addresses.ts';

const WRONG = new Refusal(
  'forbidden',
  'recovery.not-removed',
  'That stops nothing. It needs a passkey or app that was removed from the account no longer ago than this page says, and a code that was not used yet.',
);

type Browser = Pick<Asking<Caller>, 'caller' | 'cookies'>;

function stopCeremony(world: Pick<World, 'keys'>, { caller, cookies }: Browser): Ceremony {
  return { ...signInCeremony(world, caller, cookies), kind: 'stop' };
}

/** Any passkey of this site may answer: it names its account. */
export function stopOptions(world: World, browser: Browser): Promise<RequestOptions> {
  return assertionOptions(world, stopCeremony(world, browser));
}

export interface StopForm {
  readonly username: string;
  readonly credential: string;
  readonly totpValue: string;
}

/**
 * Whoever was thrown out stops everything, without a session: an authenticator that was removed keeps, for the wait, the power to stop,
 * freeze and undo (B18). Recoveries and a change of addresses that are younger than it end or are held, and the account freezes. It
 * gives nothing.
 *
 * @throws Refusal `recovery.not-removed`, `account.wait`
 */
export async function stopEverything(world: World, asking: Asking<Caller>, form: StopForm): Promise<void> {
  const { visit } = asking;
  const factor =
    form.credential === ''
      ? await judgeCode(world, visit, form)
      : await judgeRemovedKey(world, stopCeremony(world, asking), form.credential);
  if (factor === undefined) throw WRONG;
  const { accountId, id, is, madeAt } = factor;
  const by: By = { ...byStranger(originOf(visit)), credential: { kind: 'key', id } };
  const freezing = { by: 'owner', reason: 'a removed passkey or app', who: 'Whoever has a passkey or app that was removed' } as const;
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccountById(tx, accountId);
    if (account === undefined || !(await factor.claim(tx, now))) throw WRONG;
    const measure = await findMeasure({ ...world, read: tx }, accountId);
    const younger = (await listRunning(tx, accountId)).filter((recovery) => mayStop(factor, recovery, measure)).map(({ id: one }) => one);
    const stopped = younger.length === 0 ? [] : await stopRunning(tx, accountId, younger);
    const who = { accountId, username: account.username };
    if (stopped.length > 0) await tellAccount(world, tx, { who, notice: { kind: 'recovery-stopped' }, visit, now });
    const held = await holdChange(world, tx, now, { account, visit, madeAt });
    const frozen = account.frozen_at === null ? [await freezeIn(world, tx, now, { accountId, by, freezing })] : [];
    const subjects = [ofAccount(accountId)];
    const used: Event = { kind: 'factor.removed-used', subjects, details: { factor: id, is } };
    const stops = stopped.map((recovery): Event => {
      return { kind: 'recovery.stopped', subjects, details: { recovery, factor: id }, rows: rows('recoveries', [recovery]) };
    });
    return { result: undefined, events: [used, ...stops, ...held, ...frozen] };
  });
}

/** The guess is spent first; the same answer for a name that nobody has. */
async function judgeCode(world: World, visit: Visit, { username, totpValue }: StopForm): Promise<RemovedFactor | undefined> {
  const account = await findAccountByUsernameKey(world.read, usernameKey(username.trim()));
  if (account === undefined) return undefined;
  const guess = { authenticator: `stop:${account.id}`, pool: 'stranger' } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) throw waitForGuess(spent.until, world.clock.now(), 'totp_value');
  const judged = await judgeRemovedCode(world, account.id, totpValue);
  if (judged !== undefined) {
    await forgiveGuesses(world, guess);
    return judged;
  }
  await recordRefusal(world, byStranger(originOf(visit)), { kind: 'refused.reset', details: { what: 'totp' }, accountId: account.id });
  return undefined;
}
