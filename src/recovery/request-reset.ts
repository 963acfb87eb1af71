import { addressMac } from '../accounts/email-address.ts';
import { findAddresses } from '../accounts/find-addresses.ts';
import { insertLink } from '../accounts/links.ts';
import { usernameKey } from '../accounts/username.ts';
import { act } from '../audit/act.ts';
import { type By, byStranger } from '../audit/actor.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { enqueueMail } from '../outbox/enqueue-mail.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { resetMail } from './mails.ts';
import { findAccountByAddress, findAccountById, findAccountByUsernameKey } from './store.ts';

/**
 * Sends a link to set a new password, to verified addresses alone. Whether there is such an account, and what state it is in, shows
 * in nothing here (law 8); an account gets at most five such mails a day (A6).
 */
export async function requestReset(world: World, visit: Visit, usernameOrEmail: string): Promise<void> {
  const account = await find(world, usernameOrEmail.trim());
  if (account === undefined || account.frozen_at !== null || !(await mayMail(world, account.id))) return;
  const addresses = (await findAddresses(world, world.read, account.id)).filter((address) => address.verifiedAt !== null);
  const typed = usernameOrEmail.includes('@') ? addressMac(world.keys, usernameOrEmail.trim()) : undefined;
  const to = addresses.find((address) => (typed === undefined ? address.isPrimary : addressMac(world.keys, address.address) === typed));
  if (to === undefined) return;
  await act(world, byStranger(originOf(visit)), [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'reset', accountId: account.id, epoch: account.auth_epoch });
    const mail = resetMail(world.settings, account.username, link, visit, now);
    await enqueueMail(world, tx, { accountId: account.id, kind: 'reset', mail: { ...mail, to: to.address } });
    return { result: undefined, events: [{ kind: 'account.reset-asked', subjects: [ofAccount(account.id)], details: { link: 'sent' } }] };
  });
}

function find(world: World, text: string): Promise<AccountsTable | undefined> {
  return text.includes('@')
    ? findAccountByAddress(world.read, addressMac(world.keys, text))
    : findAccountByUsernameKey(world.read, usernameKey(text));
}

async function mayMail(world: World, id: AccountId): Promise<boolean> {
  try {
    await spendLimit(world, 'mail-account', id);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'too-many') return false;
    throw error;
  }
}

/**
 * A link that an operator hands over where there is no mail. It asks for the second factor like a mailed one.
 *
 * @throws Refusal `recovery.no-account`
 */
export async function makeResetLink(world: World, by: By, accountId: AccountId, reason: string): Promise<Secret> {
  const account = await findAccountById(world.read, accountId);
  if (account === undefined) throw new Refusal('not-found', 'recovery.no-account', 'There is no such account.');
  return act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'reset', accountId, epoch: account.auth_epoch });
    return {
      result: link,
      events: [
        { kind: 'account.reset-asked', subjects: [ofAccount(accountId)], details: { link: 'handed-over' } },
        { kind: 'site.reset-link-made', subjects: [OF_SITE], details: { account: accountId, reason } },
      ],
    };
  });
}
