import { checkPassword } from '../accounts/check-password.ts';
import { claimLink } from '../accounts/links.ts';
import { waitForGuess } from '../accounts/wait-for-guess.ts';
import { act } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { rows } from '../audit/tables.ts';
import { DAY } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { newId, newSecret, referenceOf } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { CookieChange } from '../web/answer.ts';
import { byLink, originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { endPracticeIn } from './end-practice.ts';
import { type Claim, judgeResetFactor } from './judge-reset-factor.ts';
import { findLinkAccount } from './link-account.ts';
import { OPERATORS_ONLY, REQUEST_MS, STOPS_BEFORE_OPERATORS, voiceCode, voiceMac } from './recovery.ts';
import { countStopped, findRule, insertRecovery } from './store.ts';
import { tellAsked } from './tell-recovery.ts';
import { neededNow } from './voucher.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'The link is used up, older than an hour, or a newer one was sent. Ask for a new one.',
);
const LOST = new Refusal('conflict', 'recovery.code-used', 'That code was already used. Take another one.', {
  field: 'recovery_code_value',
});
const NEEDLESS = new Refusal(
  'invalid',
  'recovery.not-needed',
  'This account has no second factor: the link sets a new password by itself.',
);
const WRONG = new Refusal('forbidden', 'recovery.wrong-password', 'That is not the password of this account.', { field: 'password' });

/** In this browser the claimant comes back until it is over. */
const COOKIE_SECONDS = (30 * DAY) / 1_000;

/** The account that the browser's reset link is about; undefined when the link is over, or the account frozen or without a second factor. */
export async function findLinkedAccount(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<AccountsTable | undefined> {
  const account = await findLinkAccount(world, 'reset', link);
  return account?.frozen_at === null ? account : undefined;
}

/**
 * Asks for an account of which every factor is lost: the mailbox's link and the password or one saved code, two proofs (model row 29).
 * This browser gets the claimant's secret; nobody without it can go on (C1). Everybody concerned is told.
 *
 * @throws Refusal `recovery.link-over`, `recovery.not-needed`, `recovery.wrong-password`, `recovery.wrong-code`, `account.wait`,
 * `limit.recovery`
 */
export async function askRecovery(
  world: World,
  visit: Visit,
  link: Secret | undefined,
  form: { readonly password: string; readonly recoveryCodeValue: string },
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const account = await findLinkedAccount(world, link);
  if (link === undefined || account === undefined) throw OVER;
  if (account.needs_second_factor_at === null) throw NEEDLESS;
  await spendLimit(world, 'recovery', account.id);
  const claim = await judgeProof(world, { visit, account, link }, form);
  const secret = newSecret(world.random);
  const row = await newRecovery(world, account, secret);
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const claimed = await claimLink(world, tx, now, { kind: 'reset', secret: link });
    if (claimed?.account_id !== account.id) throw OVER;
    const proven = await (claim?.(tx, now) ?? Promise.resolve([]));
    if (proven === undefined) throw LOST;
    await insertRecovery(tx, row);
    const practised = await endPracticeIn(tx, account.id, 'request');
    await tellAsked(world, tx, now, { account, row, visit });
    const details = { recovery: row.id, by: claim === undefined ? 'password' : 'recovery-code', needed: row.needed } as const;
    const asked: Event = { kind: 'recovery.asked', subjects: [ofAccount(account.id)], details, rows: rows('recoveries', [row.id]) };
    return { result: undefined, events: [asked, ...practised, ...proven] };
  });
  return { cookies: claimantCookies(secret) };
}

/** What a browser holds from then on as the claimant; its link has done its work. */
export function claimantCookies(secret: Secret): readonly CookieChange[] {
  return [
    { name: 'claim', value: secret, maxAgeSeconds: COOKIE_SECONDS },
    { name: 'link', value: undefined },
  ];
}

interface Asked {
  readonly visit: Visit;
  readonly account: AccountsTable;
  readonly link: Secret;
}

/** Undefined where the password is right; else how the saved code is used up. */
async function judgeProof(
  world: World,
  asked: Asked,
  { password, recoveryCodeValue }: { readonly password: string; readonly recoveryCodeValue: string },
): Promise<Claim | undefined> {
  const { visit, account } = asked;
  if (recoveryCodeValue.trim() !== '') {
    const judged = await judgeResetFactor(world, asked, { credential: '', totpValue: '', recoveryCodeValue });
    return judged.claim;
  }
  const attempt = { accountId: account.id, typedName: account.username, password: new Secret(password), pool: 'known', visit } as const;
  const verdict = await checkPassword(world, attempt);
  if (verdict.result === 'right') return undefined;
  const what = verdict.result === 'wait' ? 'waiting' : 'password';
  await recordRefusal(world, byStranger(originOf(visit)), { kind: 'refused.sign-in', details: { what }, accountId: account.id });
  throw verdict.result === 'wait' ? waitForGuess(verdict.until, world.clock.now(), 'password') : WRONG;
}

async function newRecovery(world: World, account: AccountsTable, secret: Secret): Promise<RecoveriesTable> {
  const now = world.clock.now();
  const { lived } = await findTime(world);
  const stopped = await countStopped(world.read, account.id, now - 30 * DAY);
  const needed = neededNow(await findRule(world.read, account.id), lived);
  return {
    ...{ id: newId<string>(world.random), account_id: account.id, is_practice: 0 },
    claimant_ref: referenceOf(world.keys, 'claim', secret),
    voice_mac: voiceMac(world.keys, { account_id: account.id, is_practice: 0 }, voiceCode(world.keys, secret, account.id)),
    needed: stopped >= STOPS_BEFORE_OPERATORS ? OPERATORS_ONLY : needed,
    ...{ asked_at: now, asked_lived_ms: lived, state: 'requested', ripens_at_lived_ms: null, objected_at: null },
    ...{ warned_at_lived_ms: null, told_at_lived_ms: null, dies_at: now + REQUEST_MS },
    ...{ begun_by: 'claimant', operator_id: null, reason: null },
  };
}
