import { checkNewPassword, contextWords } from '../accounts/check-new-password.ts';
import { passwordPlace } from '../accounts/check-password.ts';
import { findAddresses } from '../accounts/find-addresses.ts';
import { claimLink, findLiveLink, killInvitations } from '../accounts/links.ts';
import { notifyChange } from '../accounts/notify-change.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { setAccountPassword } from '../accounts/set-password.ts';
import { waitForGuess } from '../accounts/wait-for-guess.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import { claimTotpStep, judgeTotpCode } from '../factors/check-totp-code.ts';
import { disableCodes, disableTotp } from '../factors/disable-factor.ts';
import { claimRecoveryCode, judgeRecoveryCode } from '../factors/recovery-codes.ts';
import { forgiveGuesses, type Guess, spendGuess } from '../limits/guesses.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { findAccountById } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than an hour, or a newer one was sent. Ask for a new one.',
);
const RESET_DONE =
  'The password of your account was reset with a link. All sessions have ended, and tokens made in the last 30 days rest until you say that they are yours.';

const USED = new Refusal('conflict', 'recovery.code-used', 'That code was already used. Take another one.', { field: 'totp_value' });

export interface ResetForm {
  readonly password: string;
  readonly confirmation: string;
  readonly totpValue: string;
  readonly recoveryCodeValue: string;
}

/** Whose password a link resets, for its page; undefined when the link is over. */
export async function findReset(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<{ username: string; needsFactor: boolean } | undefined> {
  const live = await findLiveLink(world, 'reset', link);
  const account = live?.account_id == null ? undefined : await findAccountById(world.read, live.account_id);
  if (account === undefined || account.frozen_at !== null) return undefined;
  return { username: account.username, needsFactor: account.needs_second_factor_at !== null };
}

/** What the second factor's claim changes, inside the act. */
interface Proven {
  readonly changed: readonly RowRef[];
  readonly events: readonly Event[];
}

type Claim = (tx: Write, now: Millis) => Promise<Proven | undefined>;

/**
 * Sets a new password: link, second factor (where the account needs one) and password are one act (C6); without the factor nothing
 * changes. Ends all sessions, half states, other links and known browsers; tokens of the last 30 days rest until reviewed (B12).
 *
 * @throws Refusal `recovery.link-over`, `recovery.wrong-code`, `recovery.code-used`, `account.wait`, or of the new password
 */
export async function resetPassword(world: World, visit: Visit, link: Secret | undefined, form: ResetForm): Promise<void> {
  const live = await findLiveLink(world, 'reset', link);
  const account = live?.account_id == null ? undefined : await findAccountById(world.read, live.account_id);
  if (link === undefined || account === undefined || account.frozen_at !== null) throw OVER;
  const [primary] = await findAddresses(world, world.read, account.id);
  const { siteName, url } = world.settings;
  const about = { siteName, url, username: account.username, ...(primary && { address: primary.address }) };
  const password = checkNewPassword(form.password, form.confirmation, contextWords(about));
  const factor = account.needs_second_factor_at === null ? undefined : await judgeFactor(world, visit, account, form);
  const sealed = await hashPassword(world, passwordPlace(account.id), password, visit.network);
  const by: By = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'link', id: '' },
  };

  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, { kind: 'reset', secret: link });
    if (claimed?.account_id !== account.id) throw OVER;
    const proven = factor === undefined ? { changed: [], events: [] } : await factor.claim(tx, now);
    if (proven === undefined) throw USED;
    const passwordRows = await setAccountPassword(tx, account.id, sealed, now);
    const raised = await raiseEpoch(tx, account.id);
    const tokenRows = await suspendTokens(tx, account.id, now, 'recent');
    await killInvitations(tx, account.id);
    const who = { accountId: account.id, username: account.username };
    await notifyChange(world, tx, { who, kind: 'password-reset', what: RESET_DONE, visit, now });
    return { result: undefined, events: resetEvents(account.id, [...passwordRows, ...raised.changed, ...tokenRows], proven) };
  });
  await forgiveGuesses(world, { authenticator: `password:${account.id}`, pool: 'stranger' });
  if (factor !== undefined) await forgiveGuesses(world, factor.guess);
}

function resetEvents(id: AccountId, changed: readonly RowRef[], proven: Proven): readonly [Event, ...Event[]] {
  const subjects = [ofAccount(id)];
  const accepted: Event = { kind: 'factor.code-accepted', subjects, details: { use: 'reset' }, rows: proven.changed };
  const stepped = proven.changed.length === 0 ? [] : [accepted];
  return [{ kind: 'account.password-changed', subjects, details: { how: 'reset' }, rows: changed }, ...stepped, ...proven.events];
}

async function judgeFactor(world: World, visit: Visit, account: AccountsTable, form: ResetForm): Promise<{ claim: Claim; guess: Guess }> {
  return form.recoveryCodeValue.trim() === ''
    ? judgeApp(world, visit, account, form.totpValue)
    : judgeCode(world, visit, account, form.recoveryCodeValue);
}

async function judgeApp(world: World, visit: Visit, account: AccountsTable, text: string): Promise<{ claim: Claim; guess: Guess }> {
  // The link shows the mailbox: its browser has the guesses that strangers cannot use up (B2).
  const guess = { authenticator: `totp:${account.id}`, pool: 'known' } as const;
  const isHundredth = await spend(world, { visit, account, field: 'totp_value' }, guess);
  const judged = await judgeTotpCode(world, account.id, text);
  if (judged.result !== 'right') {
    if (isHundredth) await disableTotp(world, account.id);
    return refuse(world, { visit, account, field: 'totp_value' }, judged.result === 'wrong' ? 'totp' : 'replayed-code');
  }
  const claim: Claim = async (tx) => {
    const changed = await claimTotpStep(tx, judged);
    return changed && { changed, events: [] };
  };
  return { guess, claim };
}

async function judgeCode(world: World, visit: Visit, account: AccountsTable, text: string): Promise<{ claim: Claim; guess: Guess }> {
  const guess = { authenticator: `codes:${account.id}`, pool: 'known' } as const;
  const isHundredth = await spend(world, { visit, account, field: 'recovery_code_value' }, guess);
  const judged = await judgeRecoveryCode(world, account.id, text, visit.network);
  if (judged.result !== 'right') {
    if (isHundredth) await disableCodes(world, account.id);
    return refuse(world, { visit, account, field: 'recovery_code_value' }, 'recovery-code');
  }
  const claim: Claim = async (tx, now) => {
    const claimed = await claimRecoveryCode(tx, account.id, judged, now);
    if (claimed === undefined) return undefined;
    const used: Event = {
      kind: 'factor.code-used',
      subjects: [ofAccount(account.id)],
      details: { list: claimed.listId, left: claimed.left },
      rows: claimed.changed,
    };
    return { changed: [], events: [used] };
  };
  return { guess, claim };
}

/** Whose answer is judged, from where, and the field it was typed into. */
interface Answered {
  readonly visit: Visit;
  readonly account: AccountsTable;
  readonly field: string;
}

async function spend(world: World, { visit, account, field }: Answered, guess: Guess): Promise<boolean> {
  const spent = await spendGuess(world, guess);
  if (spent.allowed) return spent.disabledNow ?? false;
  await recordRefusal(
    world,
    { actor: { kind: 'stranger' }, origin: originOf(visit) },
    { kind: 'refused.reset', details: { what: 'waiting' }, accountId: account.id },
  );
  throw waitForGuess(spent.until, world.clock.now(), field);
}

async function refuse(world: World, { visit, account, field }: Answered, what: 'totp' | 'replayed-code' | 'recovery-code'): Promise<never> {
  await recordRefusal(
    world,
    { actor: { kind: 'stranger' }, origin: originOf(visit) },
    { kind: 'refused.reset', details: { what }, accountId: account.id },
  );
  throw new Refusal('forbidden', 'recovery.wrong-code', WRONG_WORDS[what], { field });
}

const WRONG_WORDS = {
  totp: 'That code was wrong. Type the six digits that your app shows now.',
  'replayed-code': 'That code was already used. Wait for the next one in your app.',
  'recovery-code': 'That recovery code was wrong or already used. Take another one.',
} as const;
