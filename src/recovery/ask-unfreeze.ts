import { checkPassword } from '../accounts/check-password.ts';
import { claimLink, findLiveLink } from '../accounts/links.ts';
import { waitForGuess } from '../accounts/wait-for-guess.ts';
import { act } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { assertionOptions, findLiveKeys } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { isYoungAt } from '../factors/young.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { byLink, originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { type JudgedFactor, judgeResetFactor, resetCeremony } from './judge-reset-factor.ts';
import { findLinkAccount } from './link-account.ts';
import { findMeasure } from './may-stop.ts';
import { askUnfreezing, dropUnfreezing, findAccountById } from './store.ts';
import { tellEveryAddress } from './tell-every-address.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than an hour, or a newer one was sent; or the account is not frozen by its owner any more.',
);
const WRONG = new Refusal('forbidden', 'recovery.wrong-password', 'That is not the password of this account.', { field: 'password' });
const USED = new Refusal('conflict', 'recovery.code-used', 'That code was already used. Wait for the next one in your app.', {
  field: 'totp_value',
});
const YOUNG = new Refusal(
  'forbidden',
  'recovery.young-factor',
  'That factor was added too short a time before the account was frozen. Answer with an older one, or ask an operator.',
);

/** The kind of the notices whose delivery begins the day. */
export const ASKED_NOTICE: 'unfreeze-asked' = 'unfreeze-asked';

/** The account that a live link is about, while its owner's freeze lasts. */
async function findFrozen(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<AccountsTable | undefined> {
  const account = await findLinkAccount(world, 'unfreeze', link);
  if (account?.frozen_by !== 'owner' || (await isPasskeysOnly(world, account.id))) return undefined;
  return account;
}

export interface Unfreezing {
  readonly username: string;
  readonly needsFactor: boolean;
  readonly hasKeys: boolean;
  readonly hasApps: boolean;
}

/** What the page of a link asks for; undefined when the link is over. */
export async function findUnfreezable(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  link: Secret | undefined,
): Promise<Unfreezing | undefined> {
  const account = await findFrozen(world, link);
  if (account === undefined) return undefined;
  const hasKeys = offersPasskeys(world.settings) && (await findLiveKeys(world, account.id)).length > 0;
  const hasApps = (await findTotpApps(world, account.id)).length > 0;
  return { username: account.username, needsFactor: account.needs_second_factor_at !== null, hasKeys, hasApps };
}

/** @throws Refusal `recovery.link-over` */
export async function unfreezeFactorOptions(world: World, link: Secret | undefined): Promise<RequestOptions> {
  const account = await findFrozen(world, link);
  if (link === undefined || account === undefined) throw OVER;
  return assertionOptions(world, resetCeremony(world, link), account.id);
}

export interface UnfreezeForm {
  readonly password: string;
  readonly credential: string;
  readonly totpValue: string;
}

/**
 * The owner of a frozen account asks to have it opened (C9, model row 26): the mailbox's link, the password and a second factor from
 * before the freeze, in one form. Nothing opens yet: every address is told, old ones too, and each can say no for a day.
 *
 * @throws Refusal `recovery.link-over`, `recovery.wrong-password`, `recovery.wrong-code`, `recovery.young-factor`, `account.wait`
 */
export async function askUnfreeze(world: World, visit: Visit, link: Secret | undefined, form: UnfreezeForm): Promise<void> {
  const account = await findFrozen(world, link);
  if (link === undefined || account === undefined) throw OVER;
  await judgePassword(world, visit, account, form.password);
  const factor = await judgeFactor(world, visit, link, { account, form });
  const by = byLink(visit, account);
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, { kind: 'unfreeze', secret: link });
    const current = await findAccountById(tx, account.id);
    if (claimed?.account_id !== account.id || current?.frozen_by !== 'owner') throw OVER;
    const proven = factor === undefined ? [] : await factor.claim(tx, now);
    if (proven === undefined) throw USED;
    await askUnfreezing(tx, account.id, now);
    await tellEveryAddress(world, tx, now, { account, notice: { kind: ASKED_NOTICE }, link: 'keep-frozen', visit });
    const asked: Event = { kind: 'account.unfreeze-asked', subjects: [ofAccount(account.id)], details: {}, rows: rowOf(account) };
    return { result: undefined, events: [asked, ...proven] };
  });
}

const rowOf = ({ id }: Pick<AccountsTable, 'id'>) => rows('unfreezings', [id]);

async function judgePassword(world: World, visit: Visit, account: AccountsTable, password: string): Promise<void> {
  const { id: accountId, username: typedName } = account;
  // The link shows the mailbox: its browser has the guesses that strangers cannot use up (B2).
  const verdict = await checkPassword(world, { accountId, typedName, password: new Secret(password), pool: 'known', visit });
  if (verdict.result === 'right') return;
  const what = verdict.result === 'wait' ? 'waiting' : 'password';
  await recordRefusal(world, byStranger(originOf(visit)), { kind: 'refused.sign-in', details: { what }, accountId });
  throw verdict.result === 'wait' ? waitForGuess(verdict.until, world.clock.now(), 'password') : WRONG;
}

/** What was added in the last days before the freeze, to an account that had a factor, may be the thief's (B17). */
async function judgeFactor(
  world: World,
  visit: Visit,
  link: Secret,
  { account, form }: { readonly account: AccountsTable; readonly form: UnfreezeForm },
): Promise<JudgedFactor | undefined> {
  if (account.needs_second_factor_at === null) return undefined;
  const judged = await judgeResetFactor(world, { visit, account, link }, { ...form, recoveryCodeValue: '' });
  if (isYoungAt(judged.madeAt, account.frozen_at ?? 0, await findMeasure(world, account.id))) throw YOUNG;
  return judged;
}

/** Whose account a link keeps frozen, for its page; undefined when the link or what was asked for is over. */
export async function findKept(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<{ readonly username: string } | undefined> {
  const account = await findLinkAccount(world, 'keep-frozen', link);
  return account?.frozen_by === 'owner' ? { username: account.username } : undefined;
}

const NOTHING_ASKED = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up or too old, or nobody asks for the account any more.',
);

/**
 * An address says no: what was asked for is over, and the account stays frozen. The link alone takes away and gives nothing (A5).
 *
 * @throws Refusal `recovery.link-over`
 */
export async function keepFrozen(world: World, visit: Visit, link: Secret | undefined): Promise<void> {
  const live = await findLiveLink(world, 'keep-frozen', link);
  if (link === undefined || live?.account_id == null) throw NOTHING_ASKED;
  const accountId = live.account_id;
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, { kind: 'keep-frozen', secret: link });
    if (claimed === undefined || !(await dropUnfreezing(tx, accountId))) throw NOTHING_ASKED;
    const event: Event = {
      kind: 'account.unfreeze-refused',
      subjects: [ofAccount(accountId)],
      details: {},
      rows: rowOf({ id: accountId }),
    };
    return { result: undefined, events: [event] };
  });
}
