import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import type { CookieChange } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { findProfile } from './change-profile.ts';
import { checkNewPassword, contextWords } from './check-new-password.ts';
import { checkPassword, passwordPlace } from './check-password.ts';
import type { RenewSession, SuspendRecentTokens } from './doors.ts';
import { findAddresses } from './find-addresses.ts';
import { hasPassword } from './has-password.ts';
import { killInvitations } from './links.ts';
import { tellAccount } from './notices/tell-account.ts';
import { raiseEpoch } from './raise-epoch.ts';
import { setPassword } from './store.ts';
import { waitForGuess } from './wait-for-guess.ts';

export interface ChangePasswordForm {
  readonly current: Secret;
  readonly password: string;
  readonly confirmation: string;
  /** Whether what a thief may have left behind stops too: tokens of the last 30 days and invitations. Offered ticked (B12). */
  readonly doubtsTokens: boolean;
}

interface PasswordDoors {
  readonly world: World;
  readonly renewSession: RenewSession;
  readonly suspendRecentTokens: SuspendRecentTokens;
}

/**
 * Changes the password; the current one, where there is one, is asked for and counts against the same budget as a sign-in. Ends all other sessions,
 * half states, mailed links and known browsers (B12); this session goes on with a new id.
 *
 * @throws Refusal `account.wrong-password` or `account.wait` (field `password_current`), `session.ended`, or of the new password
 */
export async function changePassword(
  { world, renewSession, suspendRecentTokens }: PasswordDoors,
  visit: Visit,
  caller: AccountCaller,
  form: ChangePasswordForm,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const password = checkNewPassword(form.password, form.confirmation, await findContextWords(world, caller));
  if (await hasPassword(world.read, caller.accountId)) await checkCurrent(world, visit, caller, form.current);
  const sealed = await hashPassword(world, passwordPlace(caller.accountId), password, visit.network);

  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const raised = await raiseEpoch(tx, caller.accountId, caller.session.epoch);
    await setPassword(tx, caller.accountId, sealed, now);
    const renewed = await renewSession(tx, { caller, epoch: raised.epoch, now });
    const suspended = form.doubtsTokens ? await suspendRecentTokens(tx, caller.accountId, now) : [];
    if (form.doubtsTokens) await killInvitations(tx, caller.accountId);
    await tellAccount(world, tx, { who: caller, notice: { kind: 'password-changed', tokensRest: suspended.length > 0 }, visit, now });
    const changed = [...rows('passwords', [caller.accountId]), ...raised.changed, ...renewed.changed, ...suspended];
    return {
      result: { cookies: [renewed.cookie] },
      events: [{ kind: 'account.password-changed', subjects: [ofAccount(caller.accountId)], details: { how: 'settings' }, rows: changed }],
    };
  });
}

async function findContextWords(world: World, caller: AccountCaller): Promise<readonly string[]> {
  const addresses = await findAddresses(world, world.read, caller.accountId);
  const { name } = await findProfile(world, caller);
  const { siteName, url } = world.settings;
  return contextWords({ siteName, url, username: caller.username, name, address: addresses.map(({ address }) => address).join('@') });
}

/** Counts with the guesses of browsers that the account knows: this one has just stepped up, and strangers cannot use them up (B2). */
async function checkCurrent(world: World, visit: Visit, caller: AccountCaller, current: Secret): Promise<void> {
  const { accountId, username } = caller;
  const verdict = await checkPassword(world, { accountId, typedName: username, password: current, pool: 'known', visit });
  if (verdict.result === 'right') return;
  const what = verdict.result === 'wait' ? 'waiting' : 'password';
  await recordRefusal(world, byCaller(caller, visit), { kind: 'refused.step-up', details: { what }, accountId });
  if (verdict.result === 'wrong') {
    throw new Refusal('forbidden', 'account.wrong-password', 'That is not your current password.', { field: 'password_current' });
  }
  throw waitForGuess(verdict.until, world.clock.now(), 'password_current');
}
