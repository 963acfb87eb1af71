import { findWait } from '../accounts/find-policies.ts';
import { killLinks } from '../accounts/links.ts';
import { findMailWindow, type MailWindow, restoreAddressesOf } from '../accounts/mail-window.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { HOUR, type Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import { assertionOptions } from '../factors/judge-assertion.ts';
import { rewindFactors } from '../factors/rewind-factors.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { endTokensSince } from '../tokens/suspend-tokens.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { type JudgedFactor, judgeResetFactor, resetCeremony } from './judge-reset-factor.ts';
import { dropAsked, thawWaits } from './lift-freeze.ts';
import { findLinkAccount } from './link-account.ts';
import { findAsks, type LinkReset, type ResetAsks, type ResetForm, resetByLink } from './link-reset.ts';
import { isOperatorAccount } from './operators-store.ts';
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
const OPERATOR = new Refusal(
  'forbidden',
  'recovery.operator-by-mail',
  'This account belongs to an operator and had no second factor, so no mailbox alone puts its addresses back. Ask another operator, or use the commands on the host.',
);

interface Disputed {
  readonly account: AccountsTable;
  readonly window: MailWindow;
}

/** The frozen account whose addresses a live link puts back. */
async function findDisputed(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<Disputed | undefined> {
  const account = await findLinkAccount(world, 'restore-addresses', link);
  const window = account && (await findMailWindow(world.read, account.id));
  const isDisputed = account?.frozen_by === 'owner' && window?.disputedAtLived != null;
  return isDisputed ? { account, window } : undefined;
}

export interface Restoring extends ResetAsks {
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
  const asks = await findAsks(world, account, { needsFactor: window.hadFactor, madeBy: window.openedAt });
  return { ...asks, waitHours: Math.ceil((await findTimeLeft(world, window)) / HOUR) };
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
 * @throws Refusal `recovery.link-over`, `recovery.factor-too-new`, `recovery.too-early`, `recovery.operator-by-mail`, `recovery.wrong-code`, `recovery.code-used`,
 * `account.wait`, or of the new password
 */
export async function restoreAddresses(world: World, visit: Visit, link: Secret | undefined, form: ResetForm): Promise<void> {
  const disputed = await findDisputed(world, link);
  if (link === undefined || disputed === undefined) throw OVER;
  const { account } = disputed;
  const restore: LinkReset = {
    ...{ kind: 'restore-addresses', notice: 'addresses-restored', account, link, over: OVER },
    judge: () => judgeOldFactor(world, visit, link, { disputed, form }),
    deed: (tx, now, passwordRows) => putBack(tx, now, disputed, passwordRows),
  };
  await resetByLink(world, visit, restore, form);
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
  if (!window.hadFactor && (await isOperatorAccount(world.read, account.id))) throw OPERATOR;
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
  const rewound = await rewindFactors(tx, accountId, {
    ...{ since, hadFactor: window.hadFactor, now },
    neededSince: current.needs_second_factor_at as Millis | null,
  });
  const tokens = await endTokensSince(tx, accountId, since, now);
  const waiting = await thawWaits(tx, accountId, now);
  await setFrozen(tx, accountId, null);
  const asked = await dropAsked(tx, accountId);
  const raised = await raiseEpoch(tx, accountId);
  for (const kind of ['undo-addresses', 'restore-addresses', 'verify-email', 'not-me', 'end-session', 'unfreeze', 'keep-frozen'] as const)
    await killLinks(tx, kind, accountId);
  const details = { addresses: restored.addresses, keys: rewound.keys, apps: rewound.apps, tokens: tokens.length };
  const rows = [...more, ...restored.changed, ...rewound.changed, ...tokens, ...asked, ...waiting, ...raised.changed];
  return [{ kind: 'account.addresses-restored', subjects: [ofAccount(accountId)], details, rows }, ...rewound.events];
}
