import { act } from '../audit/act.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { DAY, type EmailId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { newId } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { enqueueMail } from '../outbox/enqueue-mail.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { addressMac, parseEmailAddress } from './email-address.ts';
import { findAddresses } from './find-addresses.ts';
import { claimLink, findLiveLink, insertLink } from './links.ts';
import { addressTakenMail, changedMail, confirmAddressMail } from './mails.ts';
import { notifyAccount } from './notify-account.ts';
import { addressPlace, personSeal } from './personal.ts';
import { countEmails, deleteEmail, findAccountRow, findEmail, findVerifiedOwner, insertEmail, makePrimary, verifyEmail } from './store.ts';

const MAX_ADDRESSES = 10;

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
  if ((await countEmails(world.read, caller.accountId)) >= MAX_ADDRESSES)
    throw new Refusal('invalid', 'account.too-many-addresses', `An account has at most ${MAX_ADDRESSES} addresses. Remove one first.`, {
      field: 'email',
    });
  const owner = await findVerifiedOwner(world.read, addressMac(world.keys, address));
  const id = newId<EmailId>(world.random);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const account = await findAccountRow(tx, caller.accountId);
    const seal = personSeal(world, await findPersonKey(world, tx, caller.personId));
    const isNew = await insertEmail(tx, {
      ...{
        id,
        account_id: caller.accountId,
        address_sealed: seal.seal(addressPlace(id, caller.personId), address),
        address_mac: addressMac(world.keys, address),
      },
      ...{ made_at: now, verified_at: null, vouched_by: null, primary_at: null, dies_at: now + DAY },
    });
    if (!isNew) throw new Refusal('conflict', 'account.address-there', 'This address is on your account already.', { field: 'email' });
    const link = await insertLink(world, tx, now, {
      kind: 'verify-email',
      accountId: caller.accountId,
      emailId: id,
      epoch: account?.auth_epoch ?? 0,
    });
    const mail =
      owner === undefined
        ? confirmAddressMail(world.settings, caller.username, link, visit, now)
        : addressTakenMail(world.settings, visit, now);
    await enqueueMail(world, tx, { accountId: caller.accountId, kind: 'verify-email', mail: { ...mail, to: address } });
    const notice = changedMail(world.settings, caller.username, `The address ${address} was added to your account.`, visit, now);
    await notifyAccount(world, tx, caller.accountId, { kind: 'address-added', mail: notice });
    return {
      result: undefined,
      events: [
        {
          kind: 'account.email-added',
          subjects: [ofAccount(caller.accountId)],
          details: { email: id },
          personal: { address },
          about: caller.personId,
          rows: rows('emails', [id]),
        },
      ],
    };
  });
}

/** Sends the link for an unverified address again; the older one dies. */
export async function resendAddressLink(world: World, visit: Visit, caller: AccountCaller, id: EmailId): Promise<void> {
  const found = (await findAddresses(world, world.read, caller.accountId)).find((candidate) => candidate.id === id);
  if (found === undefined || found.verifiedAt !== null) throw NOT_YOURS;
  await spendLimit(world, 'verify-mail', id);
  const owner = await findVerifiedOwner(world.read, addressMac(world.keys, found.address));
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const account = await findAccountRow(tx, caller.accountId);
    const link = await insertLink(world, tx, now, {
      kind: 'verify-email',
      accountId: caller.accountId,
      emailId: id,
      epoch: account?.auth_epoch ?? 0,
    });
    const mail =
      owner === undefined
        ? confirmAddressMail(world.settings, caller.username, link, visit, now)
        : addressTakenMail(world.settings, visit, now);
    await enqueueMail(world, tx, { accountId: caller.accountId, kind: 'verify-email', mail: { ...mail, to: found.address } });
    return {
      result: undefined,
      events: [
        {
          kind: 'account.email-link-sent',
          subjects: [ofAccount(caller.accountId)],
          details: { email: id },
          personal: { address: found.address },
          about: caller.personId,
        },
      ],
    };
  });
}

/** The address behind a link, for the page with the button; undefined when the link is over or not for this account. */
export async function findAddressOfLink(
  world: Pick<World, 'clock' | 'keys' | 'read'>,
  caller: AccountCaller,
  link: Secret | undefined,
): Promise<string | undefined> {
  const live = await findLiveLink(world, world.read, 'verify-email', link);
  if (live === undefined || live.account_id !== caller.accountId) return undefined;
  return (await findAddresses(world, world.read, caller.accountId)).find((candidate) => candidate.id === live.email_id)?.address;
}

/**
 * Confirms an address, in a session of its own account: the link alone gives nothing (A5).
 *
 * @throws Refusal `account.link-over`
 */
export async function confirmAddress(world: World, visit: Visit, caller: AccountCaller, link: Secret | undefined): Promise<void> {
  const address = await findAddressOfLink(world, caller, link);
  if (link === undefined || address === undefined) throw LINK_OVER;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, 'verify-email', link);
    if (claimed?.email_id == null || claimed.account_id !== caller.accountId) throw LINK_OVER;
    if (!(await verifyEmail(tx, claimed.email_id, now, null))) throw LINK_OVER;
    const details = { email: claimed.email_id, how: 'link' } as const;
    return {
      result: undefined,
      events: [
        {
          kind: 'account.email-verified',
          subjects: [ofAccount(caller.accountId)],
          details,
          personal: { address },
          about: caller.personId,
          rows: rows('emails', [claimed.email_id]),
        },
      ],
    };
  });
}

/**
 * Makes a verified address the primary one: where links to reset a password go.
 *
 * @throws Refusal `account.no-such-address`, `account.unverified-address`
 */
export async function changePrimary(world: World, visit: Visit, caller: AccountCaller, id: EmailId): Promise<void> {
  const found = (await findAddresses(world, world.read, caller.accountId)).find((candidate) => candidate.id === id);
  if (found === undefined) throw NOT_YOURS;
  if (found.verifiedAt === null)
    throw new Refusal('invalid', 'account.unverified-address', 'Confirm the address first: we sent you a link.');
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const notice = changedMail(world.settings, caller.username, `The primary address of your account is now ${found.address}.`, visit, now);
    await notifyAccount(world, tx, caller.accountId, { kind: 'primary-changed', mail: notice });
    const made = await makePrimary(tx, caller.accountId, id, now);
    if (made === undefined) throw NOT_YOURS;
    const changed = rows('emails', made.before === null ? [id] : [made.before, id]);
    return {
      result: undefined,
      events: [
        {
          kind: 'account.email-made-primary',
          subjects: [ofAccount(caller.accountId)],
          details: { email: id, before: made.before },
          personal: { address: found.address },
          about: caller.personId,
          rows: changed,
        },
      ],
    };
  });
}

/**
 * Removes an address that is not the primary one; it is told too.
 *
 * @throws Refusal `account.no-such-address`, `account.primary-address`
 */
export async function removeAddress(world: World, visit: Visit, caller: AccountCaller, id: EmailId): Promise<void> {
  const row = await findEmail(world.read, caller.accountId, id);
  if (row === undefined) throw NOT_YOURS;
  if (row.primary_at !== null) throw new Refusal('invalid', 'account.primary-address', 'Make another address the primary one first.');
  const address = (await findAddresses(world, world.read, caller.accountId)).find((candidate) => candidate.id === id)?.address ?? '';
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const notice = changedMail(world.settings, caller.username, `The address ${address} was removed from your account.`, visit, now);
    await notifyAccount(world, tx, caller.accountId, { kind: 'address-removed', mail: notice });
    if ((await deleteEmail(tx, caller.accountId, id)) === undefined) throw NOT_YOURS;
    return {
      result: undefined,
      events: [
        {
          kind: 'account.email-removed',
          subjects: [ofAccount(caller.accountId)],
          details: { email: id, why: 'owner' },
          personal: { address },
          about: caller.personId,
          rows: rows('emails', [id]),
        },
      ],
    };
  });
}
