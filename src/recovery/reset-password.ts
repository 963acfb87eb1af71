import { checkNewPassword, contextWords } from '../accounts/check-new-password.ts';
import { passwordPlace } from '../accounts/check-password.ts';
import { findAddresses } from '../accounts/find-addresses.ts';
import { claimLink, findLiveLink, killInvitations } from '../accounts/links.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { setAccountPassword } from '../accounts/set-password.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import type { RowRef } from '../audit/tables.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { assertionOptions, findLiveKeys } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { judgeResetFactor, type ResetFactor, resetCeremony } from './judge-reset-factor.ts';
import { findAccountById } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than an hour, or a newer one was sent. Ask for a new one.',
);

const USED = new Refusal('conflict', 'recovery.code-used', 'That code was already used. Take another one.', { field: 'totp_value' });

export interface ResetForm extends ResetFactor {
  readonly password: string;
  readonly confirmation: string;
}

export interface Reset {
  readonly username: string;
  readonly needsFactor: boolean;
  /** What the account can answer with beside the link. */
  readonly hasKeys: boolean;
  readonly hasApps: boolean;
  /** Codes of apps and recovery codes do nothing here (B14). */
  readonly isPasskeysOnly: boolean;
}

/** Whose password a link resets, for its page; undefined when the link is over. */
export async function findReset(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  link: Secret | undefined,
): Promise<Reset | undefined> {
  const account = await findLinked(world, link);
  if (account === undefined) return undefined;
  const hasKeys = offersPasskeys(world.settings) && (await findLiveKeys(world, account.id)).length > 0;
  const hasApps = !hasKeys || (await findTotpApps(world, account.id)).length > 0;
  const only = await isPasskeysOnly(world, account.id);
  return { username: account.username, needsFactor: account.needs_second_factor_at !== null, hasKeys, hasApps, isPasskeysOnly: only };
}

/** The account that a live link resets, unless it is frozen. */
async function findLinked(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<AccountsTable | undefined> {
  const live = await findLiveLink(world, 'reset', link);
  const account = live?.account_id == null ? undefined : await findAccountById(world.read, live.account_id);
  return account === undefined || account.frozen_at !== null ? undefined : account;
}

/**
 * What the browser asks a passkey of the account for; it answers beside the link and the new password.
 *
 * @throws Refusal `recovery.link-over`
 */
export async function resetOptions(world: World, link: Secret | undefined): Promise<RequestOptions> {
  const account = await findLinked(world, link);
  if (link === undefined || account === undefined) throw OVER;
  return assertionOptions(world, resetCeremony(world, link), account.id);
}

/**
 * Sets a new password: link, second factor (where the account needs one) and password are one act (C6); without the factor nothing
 * changes. Ends all sessions, half states, other links and known browsers; tokens of the last 30 days rest until reviewed (B12).
 *
 * @throws Refusal `recovery.link-over`, `recovery.wrong-code`, `recovery.code-used`, `account.wait`, or of the new password
 */
export async function resetPassword(world: World, visit: Visit, link: Secret | undefined, form: ResetForm): Promise<void> {
  const account = await findLinked(world, link);
  if (link === undefined || account === undefined) throw OVER;
  const [primary] = await findAddresses(world, world.read, account.id);
  const { siteName, url } = world.settings;
  const about = { siteName, url, username: account.username, ...(primary && { address: primary.address }) };
  const password = checkNewPassword(form.password, form.confirmation, contextWords(about));
  const factor = account.needs_second_factor_at === null ? undefined : await judgeResetFactor(world, { visit, account, link }, form);
  const sealed = await hashPassword(world, passwordPlace(account.id), password, visit.network);
  const by: By = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'link', id: '' },
  };

  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, { kind: 'reset', secret: link });
    if (claimed?.account_id !== account.id) throw OVER;
    const proven = factor === undefined ? [] : await factor.claim(tx, now);
    if (proven === undefined) throw USED;
    const passwordRows = await setAccountPassword(tx, account.id, sealed, now);
    const raised = await raiseEpoch(tx, account.id);
    const tokenRows = await suspendTokens(tx, account.id, now, 'recent');
    await killInvitations(tx, account.id);
    const who = { accountId: account.id, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'password-reset' }, visit, now });
    return { result: undefined, events: resetEvents(account.id, [...passwordRows, ...raised.changed, ...tokenRows], proven) };
  });
  await forgiveGuesses(world, { authenticator: `password:${account.id}`, pool: 'stranger' });
  if (factor?.guess !== undefined) await forgiveGuesses(world, factor.guess);
}

function resetEvents(id: AccountId, changed: readonly RowRef[], proven: readonly Event[]): readonly [Event, ...Event[]] {
  return [{ kind: 'account.password-changed', subjects: [ofAccount(id)], details: { how: 'reset' }, rows: changed }, ...proven];
}
