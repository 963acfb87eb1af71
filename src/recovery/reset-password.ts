import { findLiveLink, killInvitations } from '../accounts/links.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { ofAccount } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import { assertionOptions } from '../factors/judge-assertion.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { judgeResetFactor, resetCeremony } from './judge-reset-factor.ts';
import { findAsks, type LinkReset, type ResetAsks, type ResetForm, resetByLink } from './link-reset.ts';
import { isMailTooLittle } from './mail-too-little.ts';
import { findAccountById } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than an hour, or a newer one was sent. Ask for a new one.',
);

/** Whose password a link resets, for its page; undefined when the link is over. */
export async function findReset(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  link: Secret | undefined,
): Promise<ResetAsks | undefined> {
  const account = await findLinked(world, link);
  return account && findAsks(world, account, { needsFactor: account.needs_second_factor_at !== null });
}

/** The account that a live link resets, unless it is frozen. */
async function findLinked(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<AccountsTable | undefined> {
  const live = await findLiveLink(world, 'reset', link);
  const account = live?.account_id == null ? undefined : await findAccountById(world.read, live.account_id);
  if (account === undefined || account.frozen_at !== null) return undefined;
  // None is mailed for such an account; one may be older than what made it so.
  return live?.carried_by === 'mail' && (await isMailTooLittle(world.read, account)) ? undefined : account;
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
  const needsFactor = account.needs_second_factor_at !== null;
  const reset: LinkReset = {
    ...{ kind: 'reset', notice: 'password-reset', account, link, over: OVER },
    judge: async () => (needsFactor ? judgeResetFactor(world, { visit, account, link }, form) : undefined),
    async deed(tx, now, passwordRows) {
      const raised = await raiseEpoch(tx, account.id);
      const tokenRows = await suspendTokens(tx, account.id, now, 'recent');
      await killInvitations(tx, account.id);
      const changed = [...passwordRows, ...raised.changed, ...tokenRows];
      return [{ kind: 'account.password-changed', subjects: [ofAccount(account.id)], details: { how: 'reset' }, rows: changed }];
    },
  };
  await resetByLink(world, visit, reset, form);
}
