import { killLinks } from '../accounts/links.ts';
import { dropDispute } from '../accounts/mail-window.ts';
import { placeOf, tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { World } from '../world.ts';
import { NO_ACCOUNT } from './freeze-account.ts';
import { dropUnfreezing, findAccountById, moveWaits, setFrozen } from './store.ts';

/**
 * Opens a frozen account inside an act; a change of addresses that was undone goes on, and recoveries wait longer by as long as they
 * stood still. Names the rows for its event.
 */
export async function liftIn(tx: Write, accountId: AccountId, now: Millis): Promise<readonly RowRef[]> {
  const waiting = await thawWaits(tx, accountId, now);
  await setFrozen(tx, accountId, null);
  const dispute = await dropDispute(tx, accountId);
  for (const kind of ['restore-addresses', 'unfreeze', 'keep-frozen'] as const) await killLinks(tx, kind, accountId);
  return [...rows('accounts', [accountId]), ...waiting, ...dispute, ...(await dropAsked(tx, accountId))];
}

/** The waits of a frozen account stand still (C10): what it was frozen for comes on top. A clock that jumped ahead makes them longer. */
export async function thawWaits(tx: Write, accountId: AccountId, now: Millis): Promise<readonly RowRef[]> {
  const frozenAt = (await findAccountById(tx, accountId))?.frozen_at ?? now;
  return rows('recoveries', await moveWaits(tx, accountId, Math.max(0, now - frozenAt)));
}

/** What the owner asked for is over, if she asked; names its row. */
export async function dropAsked(tx: Write, accountId: AccountId): Promise<readonly RowRef[]> {
  return (await dropUnfreezing(tx, accountId)) ? rows('unfreezings', [accountId]) : [];
}

/**
 * An operator lifts a freeze, whoever froze it; the owner's own ways are `unfreeze-with-key.ts` and `ask-unfreeze.ts`.
 *
 * @throws Refusal `recovery.no-account`, `recovery.not-frozen`
 */
export async function unfreezeAccount(world: World, by: By, accountId: AccountId, reason: string): Promise<void> {
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccountById(tx, accountId);
    if (account === undefined) throw NO_ACCOUNT;
    if (account.frozen_at === null) throw new Refusal('conflict', 'recovery.not-frozen', 'This account is not frozen.');
    const changed = await liftIn(tx, accountId, now);
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'unfrozen', how: 'operator' }, visit: placeOf(by), now });
    const details = { by: 'operator', reason } as const;
    return { result: undefined, events: [{ kind: 'account.unfrozen', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
}
