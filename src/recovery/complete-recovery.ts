import { checkNewPassword, contextWords } from '../accounts/check-new-password.ts';
import { passwordPlace } from '../accounts/check-password.ts';
import { findWait } from '../accounts/find-policies.ts';
import { killInvitations } from '../accounts/links.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { setAccountPassword } from '../accounts/set-password.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import { hasSecretShape, referenceOf } from '../crypto/reference.ts';
import { forgiveMadeAnew } from '../factors/forgive-made-anew.ts';
import { prepareList } from '../factors/recovery-codes.ts';
import { type Claimant, offeredTo, proveClaimed, swapFactors } from '../factors/swap-factors.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import { parseRecoveryCode } from '../protocols/recovery-code.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { claimRecovery, findAccountById, findRecoveryByClaimant, stopRunning } from './store.ts';

const OVER = new Refusal('conflict', 'recovery.not-ready', 'This recovery is not ready, or it is over. Reload the page.');
const NOT_KEPT = new Refusal(
  'invalid',
  'factor.wrong-recovery-code',
  'That is none of the codes above. Type or paste one of them, to prove that you saved them.',
  { field: 'recovery_code_value' },
);
export interface ClaimForm {
  readonly password: string;
  readonly confirmation: string;
  readonly credential: string;
  readonly totpValue: string;
  readonly recoveryCodeValue: string;
}

export interface Claiming {
  readonly recovery: RecoveriesTable;
  readonly account: AccountsTable;
  readonly claimant: Claimant;
}

/** What this browser asked for; undefined in any browser without the claimant's secret (C1). */
export async function findClaiming(world: Pick<Reading, 'keys' | 'read'>, secret: Secret | undefined): Promise<Claiming | undefined> {
  if (secret === undefined || !hasSecretShape(secret.reveal())) return undefined;
  const recovery = await findRecoveryByClaimant(world.read, referenceOf(world.keys, 'claim', secret));
  const account = recovery && (await findAccountById(world.read, recovery.account_id));
  if (recovery === undefined || account === undefined) return undefined;
  return { recovery, account, claimant: { accountId: account.id, username: account.username, secret } };
}

/**
 * One atomic swap in the claimant's own browser (C1, model row 34): new password, new factor and new codes in, every old factor out;
 * sessions end, all tokens rest, and whatever else was asked for the account is over.
 *
 * @throws Refusal `recovery.not-ready`, `factor.wrong-code`, `factor.key-refused`, `factor.wrong-recovery-code`, or of the new password
 */
export async function completeRecovery(world: World, visit: Visit, secret: Secret | undefined, form: ClaimForm): Promise<void> {
  const claiming = await findClaiming(world, secret);
  if (claiming?.recovery.state !== 'ready' || claiming.account.frozen_at !== null) throw OVER;
  const { recovery, account, claimant } = claiming;
  const { siteName, url } = world.settings;
  const password = checkNewPassword(form.password, form.confirmation, contextWords({ siteName, url, username: account.username }));
  const { codes } = offeredTo(world, claimant);
  if (!codes.includes(parseRecoveryCode(form.recoveryCodeValue) ?? '')) throw NOT_KEPT;
  const { lived } = await findTime(world);
  const enrolling = await proveClaimed(world, claimant, { ...form, youngUntil: lived + (await findWait(world)) });
  const sealed = await hashPassword(world, passwordPlace(account.id), password, visit.network);
  const prepared = await prepareList(world, codes, { accountId: account.id, network: visit.network });
  const by = byLink(visit, account);
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const current = await findAccountById(tx, account.id);
    if (current?.frozen_at !== null || !(await claimRecovery(tx, recovery, now))) throw OVER;
    const who = { accountId: account.id, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'recovered' }, visit, now });
    const passwordRows = await setAccountPassword(tx, account.id, sealed, now);
    const swapped = await swapFactors(world, tx, now, { accountId: account.id, enrolling, prepared });
    const others = await stopRunning(tx, account.id);
    const raised = await raiseEpoch(tx, account.id);
    const tokenRows = await suspendTokens(tx, account.id, now, 'all');
    await killInvitations(tx, account.id);
    const changed = [...rows('recoveries', [recovery.id, ...others]), ...passwordRows, ...raised.changed, ...tokenRows];
    const details = { recovery: recovery.id, keys: swapped.keys, apps: swapped.apps };
    const done: Event = { kind: 'recovery.completed', subjects: [ofAccount(account.id)], details, rows: changed };
    return { result: undefined, events: [done, ...swapped.events] };
  });
  await forgiveMadeAnew(world, account.id, ['totp', 'codes']);
  await forgiveGuesses(world, { authenticator: `password:${account.id}`, pool: 'stranger' });
}
