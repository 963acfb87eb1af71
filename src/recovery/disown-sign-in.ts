import { findMailbox } from '../accounts/find-mailbox.ts';
import { claimLink, findLiveLink, insertLink } from '../accounts/links.ts';
import { tellAccount, tellAddress } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { stopPassword } from '../accounts/stop-password.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { findLinkAccount } from './link-account.ts';
import { findAccountById } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than three days, a newer mail about a sign-in has replaced it, or the account is frozen.',
);

/** Whose sign-in a link is about, for its page; undefined when the link is over or the account is frozen. Says no more than the mail. */
export async function findDisowned(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<{ readonly username: string } | undefined> {
  const account = await findLinkAccount(world, 'end-session', link);
  return account === undefined || account.frozen_at !== null ? undefined : { username: account.username };
}

/**
 * Whoever reads the mailbox says that it was not her who signed in: that session ends and all others, known browsers are forgotten,
 * the password opens nothing until it is set anew, and the mailbox gets the link for that, which asks for the second factor as any
 * reset does. The link alone suffices, from any browser, once: it only takes away (A5). It outlives changes of the account, because a
 * thief would make one to kill it.
 *
 * @throws Refusal `recovery.link-over`
 */
export async function disownSignIn(world: World, visit: Visit, link: Secret | undefined): Promise<void> {
  const live = await findLiveLink(world, 'end-session', link);
  if (link === undefined || live?.account_id == null) throw OVER;
  const { account_id: accountId, session_handle: session } = live;
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'end-session', secret: link })) === undefined) throw OVER;
    const account = await findAccountById(tx, accountId);
    if (account === undefined || account.frozen_at !== null) throw OVER;
    const stopped = await stopPassword(tx, accountId, now);
    const raised = await raiseEpoch(tx, accountId);
    const hasPassword = stopped.length > 0;
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'sign-in-disowned', hasPassword }, visit, now });
    const asked = hasPassword ? await mailReset(world, tx, now, { account: { ...account, auth_epoch: raised.epoch }, visit }) : [];
    const details = { session, password: hasPassword ? 'off' : 'none' } as const;
    const rows = [...raised.changed, ...stopped];
    return { result: undefined, events: [{ kind: 'session.disowned', subjects: [ofAccount(accountId)], details, rows }, ...asked] };
  });
}

/** To the one mailbox that a reset goes to: while a change of addresses can be undone, one from before it (C7). */
async function mailReset(
  world: World,
  tx: Write,
  now: Millis,
  { account, visit }: { readonly account: AccountsTable; readonly visit: Visit },
): Promise<readonly Event[]> {
  const { id: accountId, username, auth_epoch: epoch } = account;
  const to = await findMailbox(world, tx, accountId);
  if (to === undefined) return [];
  const link = await insertLink(world, tx, now, { kind: 'reset', accountId, epoch });
  const notice = { kind: 'reset', isDisowned: true } as const;
  await tellAddress(world, tx, { notice, who: { accountId, username }, to: to.address, link, visit, now });
  return [{ kind: 'account.reset-asked', subjects: [ofAccount(accountId)], details: { link: 'sent' } }];
}
