import { act } from '../audit/act.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { DAY, type EmailId, type Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { newId } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { getCurrentAccount } from './current-account.ts';
import { addressMac, parseEmailAddress } from './email-address.ts';
import { type AccountAddress, findAddresses } from './find-addresses.ts';
import { claimLink, findLiveLink, insertLink, killLinks } from './links.ts';
import { openMailWindow, tellOfAddresses } from './mail-window.ts';
import { tellAccount } from './notices/tell-account.ts';
import { addressPlace, personSeal } from './personal.ts';
import { countEmails, deleteEmail, insertEmail, makePrimary, verifyEmail } from './store.ts';
import { type Letter, prepareLetter, sendLetter } from './write-to-typed.ts';

/** How many addresses an account may have. */
export const MAX_ADDRESSES = 10;

const NOT_YOURS = new Refusal('not-found', 'account.no-such-address', 'This account has no such address.');
const LINK_OVER = new Refusal(
  'invalid',
  'account.link-over',
  'This link is used up or older than a day. Send it again from your account page.',
);

/**
 * Adds an address, unverified: it has no right, and dies after a day. One that belongs to another account gets the same answer here,
 * and its owner a mail (A2).
 *
 * @throws Refusal `account.bad-address`, `account.address-there`, `account.too-many-addresses`
 */
export async function addAddress(world: World, visit: Visit, caller: AccountCaller, text: string): Promise<void> {
  const address = parseEmailAddress(text);
  await spendLimit(world, 'add-address', caller.accountId);
  const letter = await prepareLetter(world, address, addressMac(world.keys, address));
  const id = newId<EmailId>(world.random);
  const { accountId, personId } = caller;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const { auth_epoch } = await getCurrentAccount(tx, caller);
    if ((await countEmails(tx, accountId)) >= MAX_ADDRESSES) throw tooMany();
    const seal = personSeal(world, await findPersonKey(world, tx, personId));
    const isNew = await insertEmail(tx, {
      ...{ id, account_id: accountId, address_sealed: seal.seal(addressPlace(id, personId), address), address_mac: letter.mac },
      ...{ made_at: now, verified_at: null, vouched_by: null, primary_at: null, dies_at: now + DAY },
    });
    if (!isNew) throw new Refusal('conflict', 'account.address-there', 'This address is on your account already.', { field: 'email' });
    await sendLink(world, tx, { caller, visit, now, id, letter, epoch: auth_epoch });
    await tellAccount(world, tx, { who: caller, notice: { kind: 'address-added', address }, visit, now });
    const subjects = [ofAccount(accountId)];
    const event = { kind: 'account.email-added', subjects, details: { email: id }, personal: { address }, about: personId } as const;
    return { result: undefined, events: [{ ...event, rows: rows('emails', [id]) }] };
  });
}

function tooMany(): Refusal {
  const todo = `An account has at most ${MAX_ADDRESSES} addresses. Remove one first.`;
  return new Refusal('invalid', 'account.too-many-addresses', todo, { field: 'email' });
}

/** Sends the link for an unverified address again; the older one dies. */
export async function resendAddressLink(world: World, visit: Visit, caller: AccountCaller, id: EmailId): Promise<void> {
  const { address, verifiedAt } = await getAddress(world, caller, id);
  if (verifiedAt !== null) throw NOT_YOURS;
  await spendLimit(world, 'verify-mail', id);
  const letter = await prepareLetter(world, address, addressMac(world.keys, address));
  const { accountId, personId } = caller;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const { auth_epoch } = await getCurrentAccount(tx, caller);
    await sendLink(world, tx, { caller, visit, now, id, letter, epoch: auth_epoch });
    const subjects = [ofAccount(accountId)];
    const event = { kind: 'account.email-link-sent', subjects, details: { email: id }, personal: { address }, about: personId } as const;
    return { result: undefined, events: [event] };
  });
}

interface Sending {
  readonly caller: AccountCaller;
  readonly visit: Visit;
  readonly now: Millis;
  readonly id: EmailId;
  readonly letter: Letter;
  readonly epoch: number;
}

async function sendLink(world: World, tx: Write, { caller, visit, now, id, letter, epoch }: Sending): Promise<void> {
  const link = await insertLink(world, tx, now, { kind: 'verify-email', accountId: caller.accountId, emailId: id, epoch });
  await sendLetter(world, tx, letter, { kind: 'verify-email', who: caller, link, visit, now });
}

/** The address behind a link, for the page with the button; undefined when the link is over or not for this account. */
export async function findAddressOfLink(
  world: Pick<World, 'clock' | 'keys' | 'read'>,
  caller: AccountCaller,
  link: Secret | undefined,
): Promise<string | undefined> {
  const live = await findLiveLink(world, 'verify-email', link);
  if (live === undefined || live.account_id !== caller.accountId) return undefined;
  return (await findAddresses(world, world.read, caller.accountId)).find((candidate) => candidate.id === live.email_id)?.address;
}

/**
 * Confirms an address, in a session of its own account: the link alone gives nothing (A5). From then on notices go there too, and
 * all addresses are told.
 *
 * @throws Refusal `account.link-over`
 */
export async function confirmAddress(world: World, visit: Visit, caller: AccountCaller, link: Secret | undefined): Promise<void> {
  const address = await findAddressOfLink(world, caller, link);
  if (link === undefined || address === undefined) throw LINK_OVER;
  const { accountId, personId } = caller;
  const { lived } = await findTime(world);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const claimed = await claimLink(world, tx, now, { kind: 'verify-email', secret: link });
    if (claimed?.email_id == null || claimed.account_id !== accountId) throw LINK_OVER;
    const opened = await openMailWindow(world, tx, accountId, { now, lived });
    if (!(await verifyEmail(tx, claimed.email_id, now, null))) throw LINK_OVER;
    await tellOfAddresses(world, tx, { who: caller, notice: { kind: 'address-confirmed', address }, visit, now });
    const details = { email: claimed.email_id, how: 'link' } as const;
    const event = {
      kind: 'account.email-verified',
      subjects: [ofAccount(accountId)],
      details,
      personal: { address },
      about: personId,
    } as const;
    return { result: undefined, events: [{ ...event, rows: [...rows('emails', [claimed.email_id]), ...opened] }] };
  });
}

/**
 * Makes a verified address the primary one: where links to reset a password go.
 *
 * @throws Refusal `account.no-such-address`, `account.unverified-address`
 */
export async function changePrimary(world: World, visit: Visit, caller: AccountCaller, id: EmailId): Promise<void> {
  const { address, verifiedAt } = await getAddress(world, caller, id);
  if (verifiedAt === null) throw new Refusal('invalid', 'account.unverified-address', 'Confirm the address first: we sent you a link.');
  const { accountId, personId } = caller;
  const { lived } = await findTime(world);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const opened = await openMailWindow(world, tx, accountId, { now, lived });
    const made = await makePrimary(tx, accountId, id, now);
    if (made === undefined) throw NOT_YOURS;
    await tellOfAddresses(world, tx, { who: caller, notice: { kind: 'primary-changed', address }, visit, now });
    const changed = [...rows('emails', made.before === null ? [id] : [made.before, id]), ...opened];
    const details = { email: id, before: made.before };
    const event = {
      kind: 'account.email-made-primary',
      subjects: [ofAccount(accountId)],
      details,
      personal: { address },
      about: personId,
    } as const;
    return { result: undefined, events: [{ ...event, rows: changed }] };
  });
}

/**
 * Removes an address that is not the primary one; it is told too. Links that went there open nothing any more.
 *
 * @throws Refusal `account.no-such-address`, `account.primary-address`
 */
export async function removeAddress(world: World, visit: Visit, caller: AccountCaller, id: EmailId): Promise<void> {
  const { address, isPrimary, verifiedAt } = await getAddress(world, caller, id);
  if (isPrimary) throw primaryStays();
  const { accountId, personId } = caller;
  const { lived } = await findTime(world);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const opened = verifiedAt === null ? [] : await openMailWindow(world, tx, accountId, { now, lived });
    await tellOfAddresses(world, tx, { who: caller, notice: { kind: 'address-removed', address }, visit, now });
    // Made the primary one in another window meanwhile, or removed.
    if ((await deleteEmail(tx, accountId, id)) === undefined) throw primaryStays();
    await killLinks(tx, 'reset', accountId);
    const details = { email: id, why: 'owner' } as const;
    const event = {
      kind: 'account.email-removed',
      subjects: [ofAccount(accountId)],
      details,
      personal: { address },
      about: personId,
    } as const;
    return { result: undefined, events: [{ ...event, rows: [...rows('emails', [id]), ...opened] }] };
  });
}

function primaryStays(): Refusal {
  return new Refusal('invalid', 'account.primary-address', 'Make another address the primary one first.');
}

/** @throws Refusal `account.no-such-address`, also for another account's */
async function getAddress(world: World, caller: AccountCaller, id: EmailId): Promise<AccountAddress> {
  const found = (await findAddresses(world, world.read, caller.accountId)).find((candidate) => candidate.id === id);
  if (found === undefined) throw NOT_YOURS;
  return found;
}
