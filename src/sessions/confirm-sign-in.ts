import type { StartSession } from '../accounts/doors.ts';
import { claimLink, findLiveLink } from '../accounts/links.ts';
import { act } from '../audit/act.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { ofAccount } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { openText } from '../crypto/person-key.ts';
import { countCodesOwed } from '../factors/recovery-codes.ts';
import type { MailHoldsTable } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byLink } from '../web/by-caller.ts';
import type { Caller, HeldCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { endReplaced } from './end-sessions.ts';
import type { SessionOrigin } from './find-session-origin.ts';
import { greetBrowser } from './greet-browser.ts';
import { holdOriginPlace, isOurHold } from './hold-row.ts';
import { type AccountRow, claimHold, dropHold, findAccount, findHoldByHandle } from './store.ts';
import { findNews, tellSignIn } from './tell-sign-in.ts';

const LINK_OVER = new Refusal(
  'invalid',
  'sign-in.link-over',
  'This link is used up, older than ten minutes, from another browser, or a newer one was sent. Ask for a new one.',
);

/** A sign-in that waits, for the page behind its link. */
export interface WaitingSignIn extends SessionOrigin {
  readonly strength: MailHoldsTable['strength'];
  /** Whether this is the browser that signs in; elsewhere it can only be stopped. */
  readonly isHere: boolean;
}

/** Which sign-in a mailed link is about; undefined when either is over. */
export async function findWaitingSignIn(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  caller: Caller,
  link: Secret | undefined,
): Promise<WaitingSignIn | undefined> {
  const live = await findLiveLink(world, 'sign-in', link);
  const hold = live?.session_handle == null ? undefined : await findHoldByHandle(world.read, live.session_handle, world.clock.now());
  const account = hold && (await findAccount(world.read, hold.account_id));
  if (hold === undefined || account === undefined || !isLive(world, hold, account)) return undefined;
  const key = await findPersonKey(world, world.read, account.person_id);
  const origin = openText(world.keys, key, holdOriginPlace(hold.handle, account.person_id), hold.origin_sealed);
  const { address, userAgent } = JSON.parse(origin) as { address: string; userAgent: string };
  return {
    ...{ accountId: account.id, username: account.username, startedAt: hold.started_at, address, userAgent },
    ...{ strength: hold.strength, isHere: caller.kind === 'held' && caller.handle === hold.handle },
  };
}

function isLive(world: Pick<World, 'keys'>, hold: MailHoldsTable, account: AccountRow): boolean {
  return isOurHold(world.keys, hold) && hold.epoch === account.auth_epoch && account.frozen_at === null;
}

export interface ConfirmedSignIn {
  readonly cookies: readonly CookieChange[];
  readonly nextPath: string;
  readonly owedCodes: number;
}

/**
 * The button behind the mailed link, pressed in the browser that waits: link and waiting sign-in are used up, the session begins with
 * what was shown before, and the account knows the browser from now on (B6, model row 10).
 *
 * @throws Refusal `sign-in.link-over`
 */
export async function confirmSignIn(
  world: World,
  doors: { readonly startSession: StartSession },
  { caller, visit, cookies }: Asking<HeldCaller>,
): Promise<ConfirmedSignIn> {
  const { link } = cookies;
  const found = await findAccount(world.read, caller.accountId);
  if (link === undefined || found === undefined) throw LINK_OVER;
  const by = byLink(visit, found);
  const news = await findNews(world, found, { visit, cookies });
  return act(world, by, [{ table: 'accounts', id: found.id }], async (tx, now) => {
    const { hold, account } = await take(world, tx, now, { caller, link });
    const who = { accountId: account.id, personId: account.person_id, epoch: account.auth_epoch, now };
    const proof = { strength: hold.strength, factors: [...(JSON.parse(hold.factors) as string[]), 'link'] };
    const replaced = await endReplaced(world, tx, cookies.session, who);
    const started = await doors.startSession(tx, { ...who, ...proof, visit, mailboxAt: null });
    const browser = await greetBrowser(world, tx, { visit, cookies }, { ...who, makesKnown: true });
    await tellSignIn(world, tx, news, { account, session: started.handle, shown: proof, visit, now });
    const details = { session: started.handle, ...proof };
    const rows = [...started.changed, ...browser.changed, ...replaced];
    return {
      result: {
        cookies: [started.cookie, browser.cookie, { name: 'half', value: undefined }, { name: 'link', value: undefined }],
        nextPath: hold.next_path,
        owedCodes: hold.strength === 'R' ? 0 : await countCodesOwed(tx, account.id),
      },
      events: [{ kind: 'session.started', subjects: [ofAccount(account.id)], details, rows }, ...(started.events ?? [])],
    };
  });
}

/** Both in the account's present epoch: of two presses one goes on, none after a change of the account. */
async function take(
  world: Pick<World, 'keys'>,
  tx: Write,
  now: Millis,
  { caller, link }: { readonly caller: HeldCaller; readonly link: Secret },
): Promise<{ readonly hold: MailHoldsTable; readonly account: AccountRow }> {
  const claimed = await claimLink(world, tx, now, { kind: 'sign-in', secret: link });
  if (claimed?.account_id !== caller.accountId || claimed.session_handle !== caller.handle) throw LINK_OVER;
  const hold = await claimHold(tx, caller.holdId, now);
  const account = await findAccount(tx, caller.accountId);
  if (hold === undefined || account?.id !== hold.account_id || !isLive(world, hold, account)) throw LINK_OVER;
  return { hold, account };
}

/** Ends a sign-in that waits, inside another capability's act: whoever reads the mailbox says that it was not her. */
export async function endHold(tx: Write, accountId: AccountId, handle: string): Promise<void> {
  await dropHold(tx, { accountId, handle });
}
