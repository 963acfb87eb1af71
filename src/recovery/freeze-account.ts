import { claimLink, findLiveLink, killInvitations } from '../accounts/links.ts';
import { placeOf, tellAccount } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { dropClosing } from './closing-store.ts';
import { findLinkAccount } from './link-account.ts';
import { dropUnfreezing, findAccountById, setFrozen } from './store.ts';

export const NO_ACCOUNT: Refusal = new Refusal('not-found', 'recovery.no-account', 'There is no such account.');
const STOP_OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than three days, or a newer notice has replaced it. Sign in and freeze the account from its page, or ask an operator.',
);

/** Who freezes and why. */
export interface Freezing {
  readonly by: 'owner' | 'operator';
  readonly reason: string;
  /** Begins the sentence of the notice: "Somebody signed in to it". */
  readonly who: string;
}

/**
 * Freezes an account: ends every session, half state, link and known browser, and its tokens upload nothing. Whoever does it, the
 * presser's own session ends too (C9).
 *
 * @throws Refusal `recovery.no-account`, `recovery.already-frozen`
 */
export async function freezeAccount(
  world: World,
  by: By,
  accountId: AccountId,
  why: { readonly by: 'owner' | 'operator'; readonly reason: string },
): Promise<void> {
  const who = why.by === 'owner' ? 'Somebody signed in to it' : 'An operator';
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => ({
    result: undefined,
    events: [await freezeIn(world, tx, now, { accountId, by, freezing: { ...why, who } })],
  }));
}

/** Whose account a "this was not me" link freezes, for its page; undefined when the link is over or the account is frozen. */
export async function findStop(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<{ username: string } | undefined> {
  const account = await findLinkAccount(world, 'not-me', link);
  return account === undefined || account.frozen_at !== null ? undefined : { username: account.username };
}

/**
 * Freezes the account from a notice's link, without any session: a link alone may take rights away (A5).
 *
 * @throws Refusal `recovery.link-over`, `recovery.already-frozen`
 */
export async function freezeByLink(world: World, visit: Visit, link: Secret | undefined): Promise<void> {
  const live = await findLiveLink(world, 'not-me', link);
  if (link === undefined || live?.account_id == null) throw STOP_OVER;
  const accountId = live.account_id;
  const by = byLink(visit);
  const freezing: Freezing = { by: 'owner', reason: 'a mailed “this was not me” link', who: 'Whoever reads this mailbox' };
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'not-me', secret: link })) === undefined) throw STOP_OVER;
    return { result: undefined, events: [await freezeIn(world, tx, now, { accountId, by, freezing })] };
  });
}

/** Freezes inside an act that something else opens: a link. Its event accounts for everything. */
export async function freezeIn(
  world: World,
  tx: Write,
  now: Millis,
  { accountId, by, freezing }: { accountId: AccountId; by: By; freezing: Freezing },
): Promise<Event> {
  const account = await findAccountById(tx, accountId);
  if (account === undefined) throw NO_ACCOUNT;
  if (!mayFreeze(account, freezing)) throw new Refusal('conflict', 'recovery.already-frozen', 'This account is frozen already.');
  await setFrozen(tx, accountId, { at: now, by: freezing.by });
  const raised = await raiseEpoch(tx, accountId);
  await killInvitations(tx, accountId);
  const asked = (await dropUnfreezing(tx, accountId)) ? rows('unfreezings', [accountId]) : [];
  // Who freezes her account does not want it closed; an operator's freeze only makes it wait.
  const closing = freezing.by === 'owner' && (await dropClosing(tx, accountId)) ? rows('closings', [accountId]) : [];
  // Its owner does not know what a thief made; an operator's freeze says nothing about tokens, and keeps them as they are.
  const tokens = freezing.by === 'owner' ? await suspendTokens(tx, accountId, now, 'all') : [];
  const who = { accountId, username: account.username };
  await tellAccount(world, tx, { who, notice: { kind: 'frozen', who: freezing.who, by: freezing.by }, visit: placeOf(by), now });
  const details = { by: freezing.by, reason: freezing.reason };
  return { kind: 'account.frozen', subjects: [ofAccount(accountId)], details, rows: [...raised.changed, ...asked, ...closing, ...tokens] };
}

/** An operator also takes over the owner's freeze: from then on only operators lift it (C9). */
function mayFreeze({ frozen_by }: AccountsTable, { by }: Freezing): boolean {
  return frozen_by === null || (frozen_by === 'owner' && by === 'operator');
}
