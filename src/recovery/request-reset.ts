import { addressMac, parseEmailAddress } from '../accounts/email-address.ts';
import type { AccountAddress } from '../accounts/find-addresses.ts';
import { insertLink } from '../accounts/links.ts';
import { findTrustedAddresses } from '../accounts/mail-window.ts';
import { tellAddress } from '../accounts/notices/tell-account.ts';
import { usernameKey } from '../accounts/username.ts';
import { takeMailTurn } from '../accounts/write-to-typed.ts';
import { act } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { Refusal } from '../base/refusal.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { enqueueJob, runDueJobs } from '../outbox/jobs.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { isMailTooLittle } from './mail-too-little.ts';
import { findAccountByAddress, findAccountByUsernameKey } from './store.ts';

/** RFC 5321 4.5.3.1.3: the longest address; user names are shorter. */
const MAX_TYPED = 254;

/** What a link is for: a new password, or the end of a freeze. */
export type Wanted = 'reset' | 'unfreeze';

interface Asked {
  readonly typed: string;
  readonly visit: Visit;
  readonly wants: Wanted;
}

/**
 * Notes that somebody asked for a link, to set a new password or to lift her freeze. Whether there is such an account, and what state it is in, shows
 * neither in the answer nor in its time (law 8): everything that depends on it is done by the job `sendResetLinks`. Gives what was asked for, without blanks
 * around it.
 *
 * @throws Refusal `recovery.nothing-typed`, `recovery.too-long`: by the text alone
 */
export async function requestLink(world: World, visit: Visit, usernameOrEmail: string, wants: Wanted = 'reset'): Promise<string> {
  const typed = usernameOrEmail.trim();
  const refuse = (code: string, message: string): Refusal => new Refusal('invalid', code, message, { field: 'username_or_email' });
  if (typed === '') throw refuse('recovery.nothing-typed', 'Type your user name, or a mail address of the account.');
  if (typed.length > MAX_TYPED) throw refuse('recovery.too-long', `A user name or mail address has at most ${MAX_TYPED} characters.`);
  const asked: Asked = { typed, visit, wants };
  await enqueueJob(world, 'job:reset-asked', JSON.stringify(asked));
  return typed;
}

/** Sends the links that were asked for; a job of every process. Gives how many requests were looked at. */
export async function sendResetLinks(world: World, holder: string): Promise<number> {
  return runDueJobs(world, holder, 'job:reset-asked', (payload) => sendResetLink(world, JSON.parse(payload) as Asked));
}

/** To a verified address alone, at most five mails a day for an account, and a digest (A6). What is not sent is counted in the trail. */
async function sendResetLink(world: World, { typed, visit, wants }: Asked): Promise<void> {
  const by = byStranger(originOf(visit));
  const account = await findTyped(world, typed);
  if (account === undefined) {
    // Counted apart from sign-ins: else the next sign-in by an unknown name would take less work, and tell (law 8).
    await recordRefusal(world, by, { kind: 'refused.unknown-name', details: { what: 'reset' } });
    return;
  }
  const to = await findReceiver(world, account, typed);
  const turn = to !== undefined && (await isWanted(world, account, wants)) ? await takeMailTurn(world, account.id) : 'nothing';
  if (to === undefined || turn === 'nothing') {
    await recordRefusal(world, by, { kind: 'refused.reset', details: { what: 'waiting' }, accountId: account.id });
    return;
  }
  if (wants === 'reset' && (await isMailTooLittle(world.read, account))) return refuseByMail(world, { account, to: to.address, visit });
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const who = { accountId: account.id, username: account.username };
    const telling = { who, to: to.address, visit, now };
    if (turn === 'digest') await tellAddress(world, tx, { ...telling, notice: { kind: 'mails-held', hasAccount: true } });
    else {
      const link = await insertLink(world, tx, now, { kind: wants, accountId: account.id, epoch: account.auth_epoch });
      await tellAddress(world, tx, { ...telling, notice: { kind: wants }, link });
    }
    const details = { link: turn === 'digest' ? 'held' : 'sent', ...(wants === 'unfreeze' && { for: wants }) } as const;
    return { result: undefined, events: [{ kind: 'account.reset-asked', subjects: [ofAccount(account.id)], details }] };
  });
}

/** Tells the mailbox of an operator's account without a second factor that no mail resets it; no link is made. */
async function refuseByMail(
  world: World,
  { account, to, visit }: { readonly account: AccountsTable; readonly to: string; readonly visit: Visit },
): Promise<void> {
  await act(world, byStranger(originOf(visit)), [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const who = { accountId: account.id, username: account.username };
    await tellAddress(world, tx, { notice: { kind: 'reset-refused' }, who, to, visit, now });
    return { result: undefined, events: [{ kind: 'account.reset-asked', subjects: [ofAccount(account.id)], details: { link: 'none' } }] };
  });
}

/** A frozen account resets nothing; one that its owner froze she may have opened again, unless only passkeys open it (C9, B14). */
async function isWanted(world: World, account: AccountsTable, wants: Wanted): Promise<boolean> {
  if (wants === 'reset') return account.frozen_at === null;
  return account.frozen_by === 'owner' && !(await isPasskeysOnly(world, account.id));
}

function findTyped(world: World, typed: string): Promise<AccountsTable | undefined> {
  return typed.includes('@')
    ? findAccountByAddress(world.read, macOfTyped(world, typed))
    : findAccountByUsernameKey(world.read, usernameKey(typed));
}

/** The typed address itself; for a user name the primary address, or the oldest one; none that is newer than an open window (C7). */
async function findReceiver(world: World, account: AccountsTable, typed: string): Promise<AccountAddress | undefined> {
  const trusted = await findTrustedAddresses(world, world.read, account.id);
  if (!typed.includes('@')) return trusted[0];
  const mac = macOfTyped(world, typed);
  return trusted.find(({ address }) => addressMac(world.keys, address) === mac);
}

function macOfTyped(world: World, typed: string): string {
  try {
    return addressMac(world.keys, parseEmailAddress(typed));
  } catch {
    // No address at all: the index of its text belongs to nobody.
    return addressMac(world.keys, typed);
  }
}
