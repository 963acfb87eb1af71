import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, EmailId, Millis } from '../base/brands.ts';
import { openText } from '../crypto/person-key.ts';
import type { EmailsTable } from '../schema/accounts.ts';
import type { Read, World } from '../world.ts';
import { findDoubted } from './doubted-addresses.ts';
import { type AccountAddress, findAddresses } from './find-addresses.ts';
import { findWait } from './find-policies.ts';
import { insertLink } from './links.ts';
import {
  claimWindow,
  clearDisputed,
  dropEmails,
  findRipeWindows,
  findWindowRow,
  insertOrExtend,
  isFrozen,
  needsFactor,
  putEmailBack,
  setDisputed,
} from './mail-window-store.ts';
import { type Telling, type TellWorld, tellAccount, tellAddress } from './notices/tell-account.ts';
import { addressPlace } from './personal.ts';
import { getPersonId, listEmails } from './store.ts';

/** What stood before the first change. Factors and tokens need no list: those made later are told by their time. */
interface Snapshot {
  readonly emails: readonly EmailsTable[];
  readonly hadFactor: boolean;
}

/** The time in which a change of addresses can be undone from the old ones. */
export interface MailWindow extends Snapshot {
  readonly openedAt: Millis;
  readonly disputedAtLived: number | null;
}

export async function findMailWindow(read: Read, accountId: AccountId): Promise<MailWindow | undefined> {
  const row = await findWindowRow(read, accountId);
  if (row === undefined) return undefined;
  const snapshot = JSON.parse(row.snapshot) as Snapshot;
  return { ...snapshot, openedAt: row.opened_at as Millis, disputedAtLived: row.disputed_at_lived_ms };
}

/**
 * Opens the window, or moves an open one on, before a change of addresses is made in the same act (C8); names its row. An account
 * without any confirmed address has nobody who could undo: no window, no row.
 */
export async function openMailWindow(
  world: Pick<World, 'settings'>,
  tx: Write,
  accountId: AccountId,
  { now, lived }: { readonly now: Millis; readonly lived: number },
): Promise<readonly RowRef[]> {
  const emails = (await listEmails(tx, accountId)).filter(({ verified_at }) => verified_at !== null);
  const isOpen = (await findWindowRow(tx, accountId)) !== undefined;
  if (emails.length === 0 && !isOpen) return [];
  const snapshot: Snapshot = { emails, hadFactor: await needsFactor(tx, accountId) };
  await insertOrExtend(tx, {
    ...{ account_id: accountId, snapshot: JSON.stringify(snapshot), opened_at: now },
    ...{ ripens_at_lived_ms: lived + (await findWait({ ...world, read: tx })), disputed_at_lived_ms: null },
  });
  return rows('mail_windows', [accountId]);
}

/** The addresses that stood before the window, opened: removed ones too. */
export async function openOldAddresses(
  world: Pick<World, 'keys'>,
  read: Read,
  accountId: AccountId,
): Promise<readonly { readonly id: EmailId; readonly address: string }[]> {
  const window = await findMailWindow(read, accountId);
  if (window === undefined) return [];
  const personId = await getPersonId(read, accountId);
  const key = await findPersonKey(world, read, personId);
  return window.emails.map(({ id, address_sealed }) => ({
    id,
    address: openText(world.keys, key, addressPlace(id, personId), address_sealed),
  }));
}

/**
 * The confirmed addresses to which a link may go that opens something: while a change can still be undone only those from before it
 * (C7), and none whose domain is gone (C12). Primary first.
 */
export async function findTrustedAddresses(
  world: Pick<World, 'keys'>,
  read: Read,
  accountId: AccountId,
): Promise<readonly AccountAddress[]> {
  const window = await findMailWindow(read, accountId);
  const doubted = await findDoubted(read, accountId);
  const verified = (await findAddresses(world, read, accountId)).filter(({ id, verifiedAt }) => verifiedAt !== null && !doubted.has(id));
  return window === undefined ? verified : verified.filter(({ id }) => window.emails.some((email) => email.id === id));
}

/**
 * Tells of a change of addresses: whoever stood before it gets a link that undoes it, a removed address too; a newer address is told
 * without one. Call it when the window is open. The event must account for `links`.
 */
export async function tellOfAddresses(world: TellWorld, tx: Write, telling: Telling): Promise<void> {
  const { accountId } = telling.who;
  const old = await openOldAddresses(world, tx, accountId);
  if (old.length === 0) return tellAccount(world, tx, { ...telling, button: 'not-me' });
  if (world.mailMode === 'off') return;
  const livesMs = await findWait({ ...world, read: tx });
  for (const { id, address } of old) {
    const link = await insertLink(world, tx, telling.now, { kind: 'undo-addresses', accountId, emailId: id, livesMs });
    await tellAddress(world, tx, { ...telling, to: address, link });
  }
  const newer = (await findAddresses(world, tx, accountId)).filter(({ id, verifiedAt }) => verifiedAt !== null && !isOneOf(old, id));
  for (const { address } of newer) await tellAddress(world, tx, { ...telling, to: address });
}

function isOneOf(addresses: readonly { readonly id: EmailId }[], id: EmailId): boolean {
  return addresses.some((address) => address.id === id);
}

/** An old address has undone the change; names the row. */
export async function disputeWindow(tx: Write, accountId: AccountId, lived: number): Promise<readonly RowRef[]> {
  await setDisputed(tx, accountId, lived);
  return rows('mail_windows', [accountId]);
}

/** The freeze was lifted otherwise: the change goes on, and an old address may undo it anew. Names the row if one changed. */
export async function dropDispute(tx: Write, accountId: AccountId): Promise<readonly RowRef[]> {
  return (await clearDisputed(tx, accountId)) ? rows('mail_windows', [accountId]) : [];
}

/**
 * Puts the addresses of the snapshot back, exactly: those confirmed since are gone (C8). Undefined when another request was faster.
 * One that another account confirmed meanwhile stays away.
 */
export async function restoreAddressesOf(
  tx: Write,
  accountId: AccountId,
): Promise<{ readonly addresses: number; readonly changed: readonly RowRef[] } | undefined> {
  const window = await findMailWindow(tx, accountId);
  if (window === undefined || (await claimWindow(tx, accountId)) === undefined) return undefined;
  const dropped = await dropEmails(tx, accountId);
  let addresses = 0;
  for (const email of window.emails) if (await putEmailBack(tx, email)) addresses += 1;
  const ids = new Set([...dropped, ...window.emails.map(({ id }) => id)]);
  return { addresses, changed: [...rows('emails', [...ids]), ...rows('mail_windows', [accountId])] };
}

const MOVED = new Error('undone, changed again or settled meanwhile');

/** Settles the changes of addresses that nobody undid in the wait, in lived time. A job, one process at a time; gives how many. */
export async function settleMailWindows(world: World): Promise<number> {
  if (world.clock.isSuspect()) return 0;
  const { lived } = await findTime(world);
  let settled = 0;
  for (const { account_id } of await findRipeWindows(world.read, lived)) settled += (await settle(world, account_id, lived)) ? 1 : 0;
  return settled;
}

async function settle(world: World, accountId: AccountId, lived: number): Promise<boolean> {
  const done = act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const window = await claimWindow(tx, accountId, lived);
    if (window === undefined || (await isFrozen(tx, accountId))) throw MOVED;
    const details = { since: window.opened_at };
    const changed = rows('mail_windows', [accountId]);
    return { result: true, events: [{ kind: 'account.addresses-settled', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
  return done.catch((error: unknown) => {
    if (error === MOVED) return false;
    throw error;
  });
}
