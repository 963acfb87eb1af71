import { getCurrentAccount } from '../accounts/current-account.ts';
import type { RenewSession } from '../accounts/doors.ts';
import { claimLink, findLiveLink, insertLink } from '../accounts/links.ts';
import { findTrustedAddresses } from '../accounts/mail-window.ts';
import { tellAddress } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { endByHandle } from '../sessions/end-sessions.ts';
import { findSessionOrigin, type SessionOrigin } from '../sessions/find-session-origin.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller, byLink } from '../web/by-caller.ts';
import type { AccountCaller, Caller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { freezeIn } from './freeze-account.ts';

const LINK_OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than ten minutes, from another browser, or a newer one was sent. Ask for a new one.',
);

/** Whether this session shows its mailbox before it sets up a factor: it began with a recovery code (B8), or a policy keeps it to that (D4). */
export function needsMailbox({ session, owes }: AccountCaller): boolean {
  return session.strength === 'R' || owes !== 'nothing';
}

/**
 * Sends a link by which a session that a recovery code opened shows that its owner reads the account's mailbox too (B8). It gives
 * something in this session's browser alone (B7). At most five a day.
 *
 * @throws Refusal `recovery.no-address`, `limit.new-factor-mail`, `session.ended`
 */
export async function sendMailboxLink(world: World, { caller, visit }: Asking): Promise<void> {
  const { accountId, username, session } = caller;
  const to = (await findTrustedAddresses(world, world.read, accountId))[0];
  if (to === undefined)
    throw new Refusal('invalid', 'recovery.no-address', 'This account has no confirmed address. Ask an operator for help.');
  await spendLimit(world, 'new-factor-mail', accountId);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const { auth_epoch: epoch } = await getCurrentAccount(tx, caller);
    const link = await insertLink(world, tx, now, { kind: 'new-browser', accountId, epoch, sessionHandle: session.handle });
    const notice = { kind: 'new-browser', isAsked: session.strength !== 'R' } as const;
    await tellAddress(world, tx, { notice, who: { accountId, username }, to: to.address, link, visit, now });
    const details = { session: session.handle };
    return { result: undefined, events: [{ kind: 'session.mailbox-asked', subjects: [ofAccount(accountId)], details }] };
  });
}

export interface MailboxLink extends SessionOrigin {
  /** Whether this is the browser that asked; elsewhere it can only be stopped. */
  readonly isHere: boolean;
}

/** Which sign-in a mailed link is about, for its page; undefined when link or session are over. */
export async function findMailboxLink(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  caller: Caller,
  link: Secret | undefined,
): Promise<MailboxLink | undefined> {
  const live = await findLiveLink(world, 'new-browser', link);
  const origin = live?.session_handle == null ? undefined : await findSessionOrigin(world, live.session_handle);
  return origin && { ...origin, isHere: caller.kind === 'account' && caller.session.handle === live?.session_handle };
}

/** Whether the browser holds a link that an operator handed over for this account: where no mail is, it stands for the mailbox. */
export async function hasHandedLink(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'mailMode'>,
  { caller, cookies }: Pick<Asking, 'caller' | 'cookies'>,
): Promise<boolean> {
  if (world.mailMode !== 'off') return false;
  const live = await findLiveLink(world, 'reset', cookies.link);
  return live?.account_id === caller.accountId;
}

/**
 * Uses the link up: for a quarter of an hour this session, under a new id, may set up one new factor.
 *
 * @throws Refusal `recovery.link-over`, `session.ended`
 */
export async function confirmMailbox(
  world: World,
  renewSession: RenewSession,
  { caller, visit, cookies }: Asking,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const { accountId, session } = caller;
  const { link } = cookies;
  if (link === undefined || !needsMailbox(caller)) throw LINK_OVER;
  const isMailed = world.mailMode !== 'off';
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const { auth_epoch: epoch } = await getCurrentAccount(tx, caller);
    const claimed = await claimLink(world, tx, now, { kind: isMailed ? 'new-browser' : 'reset', secret: link });
    if (claimed?.account_id !== accountId || (isMailed && claimed.session_handle !== session.handle)) throw LINK_OVER;
    const renewed = await renewSession(tx, { caller, epoch, now, mailboxAt: now });
    const details = { session: renewed.handle, before: session.handle, by: isMailed ? 'mail' : 'operator' } as const;
    return {
      result: { cookies: [renewed.cookie, { name: 'link', value: undefined }] },
      events: [{ kind: 'session.mailbox-confirmed', subjects: [ofAccount(accountId)], details, rows: renewed.changed }],
    };
  });
}

/**
 * Whoever reads the mailbox says that it was not her: the session ends, and with `freeze` the account is frozen. The link alone
 * suffices, from any browser, for it only takes rights away (A5).
 *
 * @throws Refusal `recovery.link-over`, `recovery.already-frozen`
 */
export async function refuseMailbox(world: World, visit: Visit, link: Secret | undefined, deed: 'end' | 'freeze'): Promise<void> {
  const live = await findLiveLink(world, 'new-browser', link);
  if (link === undefined || live?.account_id == null || live.session_handle === null) throw LINK_OVER;
  const { account_id: accountId, session_handle: handle } = live;
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'new-browser', secret: link })) === undefined) throw LINK_OVER;
    if (deed === 'freeze') {
      const freezing = { by: 'owner', reason: 'a mailed link about a recovery code', who: 'Whoever reads this mailbox' } as const;
      return { result: undefined, events: [await freezeIn(world, tx, now, { accountId, by, freezing })] };
    }
    const ended = await endByHandle(tx, accountId, handle, now);
    const details = { sessions: [handle], why: 'not-me' } as const;
    return { result: undefined, events: [{ kind: 'session.ended', subjects: [ofAccount(accountId)], details, rows: ended }] };
  });
}
