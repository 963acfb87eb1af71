import { findWait } from '../accounts/find-policies.ts';
import { claimLink, findLiveLink, insertLink } from '../accounts/links.ts';
import { disputeWindow, findMailWindow, openOldAddresses } from '../accounts/mail-window.ts';
import { tellAddress } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import type { Write } from '../audit/write.ts';
import { DAY, type Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { freezeIn } from './freeze-account.ts';
import { findAccountById } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, too old, or a newer notice has replaced it. Look for the newest mail, or ask an operator.',
);

/** Whose change of addresses a link undoes, for its page; undefined when the link or the time for it is over. */
export async function findUndo(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<{ username: string } | undefined> {
  const account = await findUndone(world, link);
  return account && { username: account.username };
}

async function findUndone(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<AccountsTable | undefined> {
  const live = await findLiveLink(world, 'undo-addresses', link);
  if (live?.account_id == null || (await findMailWindow(world.read, live.account_id)) === undefined) return undefined;
  return findAccountById(world.read, live.account_id);
}

/**
 * An address from before a change of addresses undoes it: the link alone only stops (C7). The account freezes, the change is held,
 * and every old address gets a link that puts them back, together with a factor.
 *
 * @throws Refusal `recovery.link-over`
 */
export async function undoAddresses(world: World, visit: Visit, link: Secret | undefined): Promise<void> {
  const account = await findUndone(world, link);
  if (link === undefined || account === undefined) throw OVER;
  const { id: accountId } = account;
  const by = byLink(visit);
  const freezing = { by: 'owner', reason: 'a change of mail addresses was undone', who: 'Whoever reads an old mailbox of yours' } as const;
  const { lived } = await findTime(world);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'undo-addresses', secret: link })) === undefined) throw OVER;
    const window = await findMailWindow(tx, accountId);
    const current = await findAccountById(tx, accountId);
    if (window === undefined || current === undefined) throw OVER;
    const changed = await disputeWindow(tx, accountId, lived);
    await sendRestoreLinks(world, tx, now, { account, visit, hadFactor: window.hadFactor });
    const details = { since: window.openedAt };
    const disputed: Event = { kind: 'account.addresses-disputed', subjects: [ofAccount(accountId)], details, rows: changed };
    const frozen = current.frozen_at === null ? [await freezeIn(world, tx, now, { accountId, by, freezing })] : [];
    return { result: undefined, events: [disputed, ...frozen] };
  });
}

/** Holds an open change of addresses, inside an act that something else opens; none where no change is open that is younger. */
export async function holdChange(
  world: World,
  tx: Write,
  now: Millis,
  { account, visit, madeAt }: { readonly account: AccountsTable; readonly visit: Visit; readonly madeAt: number },
): Promise<readonly Event[]> {
  const window = await findMailWindow(tx, account.id);
  if (window === undefined || window.disputedAtLived !== null || window.openedAt < madeAt) return [];
  const changed = await disputeWindow(tx, account.id, (await findTime({ read: tx })).lived);
  await sendRestoreLinks(world, tx, now, { account, visit, hadFactor: window.hadFactor });
  const details = { since: window.openedAt };
  return [{ kind: 'account.addresses-disputed', subjects: [ofAccount(account.id)], details, rows: changed }];
}

async function sendRestoreLinks(
  world: World,
  tx: Write,
  now: Millis,
  { account, visit, hadFactor }: { readonly account: AccountsTable; readonly visit: Visit; readonly hadFactor: boolean },
): Promise<void> {
  const accountId = account.id;
  const wait = await findWait({ ...world, read: tx });
  for (const { id, address } of await openOldAddresses(world, tx, accountId)) {
    const link = await insertLink(world, tx, now, { kind: 'restore-addresses', accountId, emailId: id, livesMs: wait + 4 * DAY });
    const who = { accountId, username: account.username };
    await tellAddress(world, tx, { notice: { kind: 'restore-addresses', hadFactor }, who, to: address, link, visit, now });
  }
}
