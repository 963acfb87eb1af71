import { checkNewPassword, contextWords } from '../accounts/check-new-password.ts';
import { passwordPlace } from '../accounts/check-password.ts';
import { findWait } from '../accounts/find-policies.ts';
import { claimLink, findLiveLink, killLinks } from '../accounts/links.ts';
import { findMailWindow, type MailWindow, restoreAddressesOf } from '../accounts/mail-window.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { setAccountPassword } from '../accounts/set-password.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { HOUR, type Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import { assertionOptions, findLiveKeys } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { rewindFactors } from '../factors/rewind-factors.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { endTokensSince } from '../tokens/suspend-tokens.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { type JudgedFactor, judgeResetFactor, resetCeremony } from './judge-reset-factor.ts';
import { dropAsked } from './lift-freeze.ts';
import type { ResetForm } from './reset-password.ts';
import { findAccountById, setFrozen } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, too old, or the addresses were settled otherwise. Ask an operator.',
);
const TOO_NEW = new Refusal(
  'forbidden',
  'recovery.factor-too-new',
  'That factor was added after the addresses were changed. Answer with one from before, or with a recovery code.',
);
const USED = new Refusal('conflict', 'recovery.code-used', 'That code was already used. Take another one.', { field: 'totp_value' });

interface Disputed {
  readonly account: AccountsTable;
  readonly window: MailWindow;
}

/** The frozen account whose addresses a live link puts back. */
async function findDisputed(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<Disputed | undefined> {
  const live = await findLiveLink(world, 'restore-addresses', link);
  const account = live?.account_id == null ? undefined : await findAccountById(world.read, live.account_id);
  const window = account && (await findMailWindow(world.read, account.id));
  const isDisputed = account?.frozen_by === 'owner' && window?.disputedAtLived != null;
  return isDisputed ? { account, window } : undefined;
}

export interface Restoring {
  readonly username: string;
  readonly needsFactor: boolean;
  readonly hasKeys: boolean;
  /** Codes do nothing here: that was so before the change. */
  readonly isPasskeysOnly: boolean;
  /** Hours of lived time until an account that had no factor may be put back; 0 when it may now. */
  readonly waitHours: number;
}

/** What the page of a link that puts addresses back asks for; undefined when the link is over. */
export async function findRestoring(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  link: Secret | undefined,
): Promise<Restoring | undefined> {
  const disputed = await findDisputed(world, link);
  if (disputed === undefined) return undefined;
  const { account, window } = disputed;
  const keys = await findLiveKeys(world, account.id);
  const hasKeys = window.hadFactor && offersPasskeys(world.settings) && keys.some(({ madeAt }) => madeAt <= window.openedAt);
  const waitHours = Math.ceil((await findTimeLeft(world, window)) / HOUR);
  const only = await isPasskeysOnly(world, account.id, window.openedAt);
  return { username: account.username, needsFactor: window.hadFactor, hasKeys, isPasskeysOnly: only, waitHours };
}

/** Where there was no factor before the change, the old address alone decides, after the wait in lived time (C7). */
async function findTimeLeft(world: Pick<Reading, 'read' | 'settings'>, { hadFactor, disputedAtLived }: MailWindow): Promise<number> {
  if (hadFactor || disputedAtLived === null) return 0;
  const { lived } = await findTime(world);
  return Math.max(0, disputedAtLived + (await findWait(world)) - lived);
}

/** @throws Refusal `recovery.link-over` */
export async function restoreOptions(world: World, link: Secret | undefined): Promise<RequestOptions> {
  const disputed = await findDisputed(world, link);
  if (link === undefined || disputed === undefined) throw OVER;
  return assertionOptions(world, resetCeremony(world, link), disputed.account.id);
}

/**
 * Puts the addresses from before the change back (model row 38): link of an old address, a factor from before the change and a new
 * password are one act. Factors and tokens added since are gone, the freeze ends, every session with it.
 *
 * @throws Refusal `recovery.link-over`, `recovery.factor-too-new`, `recovery.too-early`, `recovery.wrong-code`, `recovery.code-used`,
 * `account.wait`, or of the new password
 */
export async function restoreAddresses(world: World, visit: Visit, link: Secret | undefined, form: ResetForm): Promise<void> {
  const disputed = await findDisputed(world, link);
  if (link === undefined || disputed === undefined) throw OVER;
  const { account, window } = disputed;
  const { siteName, url } = world.settings;
  const words = contextWords({ siteName, url, username: account.username });
  const password = checkNewPassword(form.password, form.confirmation, words);
  const factor = await judgeOldFactor(world, visit, link, { disputed, form });
  const sealed = await hashPassword(world, passwordPlace(account.id), password, visit.network);
  const by: By = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'link', id: '' },
  };
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'restore-addresses', secret: link })) === undefined) throw OVER;
    const proven = factor === undefined ? [] : await factor.claim(tx, now);
    if (proven === undefined) throw USED;
    const passwordRows = await setAccountPassword(tx, account.id, sealed, now);
    const back = await putBack(tx, now, { account, window }, passwordRows);
    const who = { accountId: account.id, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'addresses-restored' }, visit, now });
    return { result: undefined, events: [...back, ...proven] };
  });
  await forgiveGuesses(world, { authenticator: `password:${account.id}`, pool: 'stranger' });
  if (factor?.guess !== undefined) await forgiveGuesses(world, factor.guess);
}

async function judgeOldFactor(
  world: World,
  visit: Visit,
  link: Secret,
  { disputed, form }: { readonly disputed: Disputed; readonly form: ResetForm },
): Promise<JudgedFactor | undefined> {
  const { account, window } = disputed;
  const waits = await findTimeLeft(world, window);
  if (waits > 0) {
    const todo = `This account had no second factor, so its old address decides after the wait. Come back in ${Math.ceil(waits / HOUR)} hours.`;
    throw new Refusal('forbidden', 'recovery.too-early', todo);
  }
  if (!window.hadFactor) return undefined;
  const judged = await judgeResetFactor(world, { visit, account, link, rulesBy: window.openedAt }, form);
  if (judged.madeAt > window.openedAt) throw TOO_NEW;
  return judged;
}

/** The snapshot comes back, and what was bound since goes (C8). */
async function putBack(
  tx: Write,
  now: Millis,
  { account, window }: Disputed,
  more: readonly RowRef[],
): Promise<readonly [Event, ...Event[]]> {
  const accountId = account.id;
  const restored = await restoreAddressesOf(tx, accountId);
  const current = await findAccountById(tx, accountId);
  if (restored === undefined || current?.frozen_by !== 'owner') throw OVER;
  const since = window.openedAt;
  const rewound = await rewindFactors(tx, accountId, { since, hadFactor: window.hadFactor, now });
  const tokens = await endTokensSince(tx, accountId, since, now);
  await setFrozen(tx, accountId, null);
  const asked = await dropAsked(tx, accountId);
  const raised = await raiseEpoch(tx, accountId);
  for (const kind of ['undo-addresses', 'restore-addresses', 'verify-email', 'not-me', 'unfreeze', 'keep-frozen'] as const)
    await killLinks(tx, kind, accountId);
  const details = { addresses: restored.addresses, keys: rewound.keys, apps: rewound.apps, tokens: tokens.length };
  const rows = [...more, ...restored.changed, ...rewound.changed, ...tokens, ...asked, ...raised.changed];
  return [{ kind: 'account.addresses-restored', subjects: [ofAccount(accountId)], details, rows }, ...rewound.events];
}
