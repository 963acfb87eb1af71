import { checkPassword } from '../accounts/check-password.ts';
import { waitForGuess } from '../accounts/wait-for-guess.ts';
import { act } from '../audit/act.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { setConfirmed } from './store.ts';

/**
 * An operator says that the time is right although the clock jumped: codes are accepted again, and the mark follows. It asks for the
 * password, not for a step-up, because the code of a step-up is just what a suspect clock refuses.
 *
 * @throws Refusal `admin.clock-fine`, `account.wrong-password`, `account.wait`
 */
export async function confirmClock(
  world: World,
  visit: Visit,
  operator: AccountCaller,
  { password, reason }: { readonly password: Secret; readonly reason: string },
): Promise<void> {
  if (!world.clock.isSuspect()) throw new Refusal('conflict', 'admin.clock-fine', 'The clock is not suspect any more: nothing to confirm.');
  const by = byCaller(operator, visit, 'operator');
  const { accountId, username } = operator;
  const verdict = await checkPassword(world, { accountId, typedName: username, password, pool: 'known', visit });
  if (verdict.result !== 'right') {
    const what = verdict.result === 'wait' ? 'waiting' : 'password';
    await recordRefusal(world, by, { kind: 'refused.step-up', details: { what }, accountId });
    if (verdict.result === 'wait') throw waitForGuess(verdict.until, world.clock.now(), 'password');
    throw new Refusal('forbidden', 'account.wrong-password', 'That is not your password.', { field: 'password' });
  }
  await act(world, by, [], async (tx, now) => {
    await setConfirmed(tx, now);
    return { result: undefined, events: [{ kind: 'site.clock-confirmed', subjects: [OF_SITE], details: { reason } }] };
  });
}
