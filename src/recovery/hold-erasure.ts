import { findWait } from '../accounts/find-policies.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import { type AccountId, DAY } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { ClosingsTable } from '../schema/recovery.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { Reading, World } from '../world.ts';
import { askHold, claimHold, findClosing } from './closing-store.ts';
import { listOperators } from './operators-store.ts';
import { findAccountById } from './store.ts';

/** How long an erasure waits at most. */
const HELD_MS = 90 * DAY;

const NOTHING = new Refusal('conflict', 'recovery.not-closing', 'This account is not being closed, or its erasure is held already.');
const YOUNG = new Refusal('forbidden', 'recovery.young-operator', 'You were made an operator too short a time ago to hold an erasure.');

/** The closing of an account, for the operators' page; undefined when it is not being closed. */
export function findClosingOf({ read }: Pick<Reading, 'read'>, accountId: AccountId): Promise<ClosingsTable | undefined> {
  return findClosing(read, accountId);
}

/**
 * Two operators hold the erasure of a closed account while something is looked into (C11): the first one asks, a second one agrees, and
 * neither is new (D2). It waits 90 days at most, once, and whoever signs in keeps the account as before.
 *
 * @throws Refusal `recovery.not-closing`, `recovery.young-operator`
 */
export async function holdErasure(world: World, { caller, visit }: Asking, accountId: AccountId, reason: string): Promise<void> {
  const { lived } = await findTime(world);
  const oldEnough = await listOperators(world.read, world.clock.now() - (await findWait(world)));
  if (!oldEnough.includes(caller.accountId)) throw YOUNG;
  await act(world, byCaller(caller, visit, 'operator'), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const closing = await findClosing(tx, accountId);
    const account = await findAccountById(tx, accountId);
    if (closing === undefined || account === undefined || closing.held_until_lived_ms !== null) throw NOTHING;
    const asker = closing.hold_asked_by;
    const isSecond = asker !== null && asker !== caller.accountId && oldEnough.includes(asker);
    const changed = rows('closings', [accountId]);
    if (!isSecond) {
      await askHold(tx, accountId, { by: caller.accountId, reason });
      const details = { reason, operators: 1 } as const;
      return { result: undefined, events: [{ kind: 'account.erasure-held', subjects: [ofAccount(accountId)], details, rows: changed }] };
    }
    if (!(await claimHold(tx, closing, lived + HELD_MS))) throw NOTHING;
    const until = now + HELD_MS;
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'erasure-held', until }, visit: undefined, now });
    const details = { reason, operators: 2, until } as const;
    return { result: undefined, events: [{ kind: 'account.erasure-held', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
}
