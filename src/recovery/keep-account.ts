import type { StartSession } from '../accounts/doors.ts';
import { claimLink, findLiveLink, killLinks } from '../accounts/links.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import type { Place } from '../accounts/notices/write-notice.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { dropClosing, findClosing } from './closing-store.ts';
import { findAccountById } from './store.ts';

const OVER = new Refusal('invalid', 'recovery.link-over', 'This link is used up, or the account is not being closed any more.');

interface Keeping {
  readonly accountId: AccountId;
  readonly by: 'sign-in' | 'link';
  readonly visit: Place;
  readonly now: Millis;
}

/** Keeps an account that was being closed, inside an act; gives the event, or undefined when it was not. */
async function keepIn(world: World, tx: Write, { accountId, by, visit, now }: Keeping): Promise<Event | undefined> {
  const account = await findAccountById(tx, accountId);
  if (account === undefined || !(await dropClosing(tx, accountId))) return undefined;
  await killLinks(tx, 'keep-account', accountId);
  const who = { accountId, username: account.username };
  await tellAccount(world, tx, { who, notice: { kind: 'account-kept', by }, visit, now });
  return { kind: 'account.kept', subjects: [ofAccount(accountId)], details: { by }, rows: rows('closings', [accountId]) };
}

/** Every sign-in keeps the account (C11, model row 28): builds the door `StartSession` around the one of `sessions/`. */
export function makeKeepingStart(world: World, start: StartSession): StartSession {
  return async (tx, asked) => {
    const started = await start(tx, asked);
    const { accountId, visit, now } = asked;
    const kept = await keepIn(world, tx, { accountId, by: 'sign-in', visit, now });
    return kept === undefined ? started : { ...started, events: [kept] };
  };
}

/** Which account a link keeps, for its page; undefined when it is over. */
export async function findKeepable(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<{ readonly username: string } | undefined> {
  const live = await findLiveLink(world, 'keep-account', link);
  if (live?.account_id == null || (await findClosing(world.read, live.account_id)) === undefined) return undefined;
  const account = await findAccountById(world.read, live.account_id);
  return account && { username: account.username };
}

/**
 * An address says no to the closing. The link gives nobody anything: the account is as it was, signed out.
 *
 * @throws Refusal `recovery.link-over`
 */
export async function keepByLink(world: World, visit: Visit, link: Secret | undefined): Promise<void> {
  const live = await findLiveLink(world, 'keep-account', link);
  if (link === undefined || live?.account_id == null) throw OVER;
  const accountId = live.account_id;
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'keep-account', secret: link })) === undefined) throw OVER;
    const kept = await keepIn(world, tx, { accountId, by: 'link', visit, now });
    if (kept === undefined) throw OVER;
    return { result: undefined, events: [kept] };
  });
}
