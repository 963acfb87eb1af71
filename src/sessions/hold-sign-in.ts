import { isMailboxGone } from '../accounts/doubted-addresses.ts';
import { findMailbox } from '../accounts/find-mailbox.ts';
import { insertLink } from '../accounts/links.ts';
import { tellAddress } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { sealText } from '../crypto/person-key.ts';
import { newSecret, referenceOf } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { Strength } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { originOf } from '../web/by-caller.ts';
import type { HeldCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { findPool } from './devices.ts';
import { HOLD_MS, holdOriginPlace, signHold } from './hold-row.ts';
import { type AccountRow, findAccount, findHold, insertHold } from './store.ts';

/**
 * Whether this sign-in waits for the mailbox: its second factor can be phished, the account does not know the browser, and there is
 * mail (model rows 7 and 8). The address that it comes from plays no part.
 */
export async function needsMailbox(
  world: World,
  account: AccountRow,
  shown: { readonly strength: Strength; readonly device: Secret | undefined },
): Promise<boolean> {
  if (shown.strength !== 'O' && shown.strength !== 'R') return false;
  if (world.mailMode === 'off') return false;
  // A mailbox whose domain is gone cannot answer (C12). A recovery code waits for an operator then.
  if (shown.strength === 'O' && (await isMailboxGone(world.read, account.id))) return false;
  return (await findPool(world, shown.device, account)) === 'stranger';
}

interface Held {
  readonly account: AccountRow;
  readonly epoch: number;
  readonly now: Millis;
  readonly visit: Visit;
  readonly strength: Extract<Strength, 'R' | 'O'>;
  readonly factors: readonly string[];
  readonly nextPath: string;
}

const NO_MAILBOX = new Refusal(
  'forbidden',
  'sign-in.no-mailbox',
  'A sign-in from a new browser is confirmed from the mailbox, and this account has no confirmed address. Use a browser that you have signed in with before, a passkey, or ask an operator.',
);

/**
 * Both factors are used up and a link goes to the mailbox; this browser waits for it, ten minutes (B7). The mail's budget is spent
 * beforehand.
 *
 * @throws Refusal `sign-in.no-mailbox`
 */
export async function holdSignIn(
  world: World,
  tx: Write,
  held: Held,
): Promise<{ readonly cookies: readonly CookieChange[]; readonly event: Event }> {
  const { account, epoch, now, visit, strength, factors } = held;
  const secret = newSecret(world.random);
  const handle = toHex(world.random.bytes(8));
  const key = await findPersonKey(world, tx, account.person_id);
  const origin = JSON.stringify({ address: visit.address, userAgent: visit.userAgent });
  const row = signHold(world.keys, {
    ...{ id: referenceOf(world.keys, 'half', secret), handle, account_id: account.id, epoch, strength },
    ...{ factors: JSON.stringify(factors), next_path: held.nextPath, started_at: now, dies_at: now + HOLD_MS },
    origin_sealed: sealText(world, key, holdOriginPlace(handle, account.person_id), origin),
  });
  await insertHold(tx, row);
  await mailLink(world, tx, { account: { ...account, auth_epoch: epoch }, handle, visit, now });
  const details = { hold: handle, strength, factors };
  return {
    cookies: [{ name: 'half', value: secret }],
    event: { kind: 'session.held', subjects: [ofAccount(account.id)], details },
  };
}

/** To the one mailbox that is asked; the newest link kills the older one. */
async function mailLink(
  world: World,
  tx: Write,
  { account, handle, visit, now }: Pick<Held, 'account' | 'visit' | 'now'> & { readonly handle: string },
): Promise<void> {
  const to = await findMailbox(world, tx, account.id);
  if (to === undefined) throw NO_MAILBOX;
  const link = await insertLink(world, tx, now, {
    ...{ kind: 'sign-in', accountId: account.id, epoch: account.auth_epoch, sessionHandle: handle },
  });
  const who = { accountId: account.id, username: account.username };
  await tellAddress(world, tx, { notice: { kind: 'sign-in' }, who, to: to.address, link, visit, now });
}

const GONE = new Refusal('conflict', 'sign-in.hold-over', 'This sign-in is over. Start again with your password.');

/**
 * Sends the link again to who waits; the older one is dead from then on, and the ten minutes run on.
 *
 * @throws Refusal `limit.sign-in-mail`, `sign-in.hold-over`, `sign-in.no-mailbox`
 */
export async function sendSignInLink(world: World, { caller, visit }: Asking<HeldCaller>): Promise<void> {
  const { accountId, holdId, handle } = caller;
  await spendLimit(world, 'sign-in-mail', accountId);
  await act(world, byStranger(originOf(visit)), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccount(tx, accountId);
    const hold = await findHold(tx, holdId, now);
    if (account === undefined || account.frozen_at !== null || hold?.epoch !== account.auth_epoch) throw GONE;
    await mailLink(world, tx, { account, handle, visit, now });
    return { result: undefined, events: [{ kind: 'session.hold-asked', subjects: [ofAccount(accountId)], details: { hold: handle } }] };
  });
}
