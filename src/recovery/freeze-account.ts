import { changedMail } from '../accounts/letters.ts';
import { notifyAccount } from '../accounts/notify-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { World } from '../world.ts';
import { findAccountById, setFrozen } from './store.ts';

const NO_ACCOUNT = new Refusal('not-found', 'recovery.no-account', 'There is no such account.');

/**
 * Freezes an account: ends every session and half state, and its tokens upload nothing. Whoever does it, the presser's own session
 * ends too (C9).
 *
 * @throws Refusal `recovery.no-account`, `recovery.already-frozen`
 */
export async function freezeAccount(
  world: World,
  by: By,
  accountId: AccountId,
  why: { by: 'owner' | 'operator'; reason: string },
): Promise<void> {
  const account = await findAccountById(world.read, accountId);
  if (account === undefined) throw NO_ACCOUNT;
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const current = await findAccountById(tx, accountId);
    if (current?.frozen_at != null) throw new Refusal('conflict', 'recovery.already-frozen', 'This account is frozen already.');
    await setFrozen(tx, accountId, { at: now, by: why.by });
    const raised = await raiseEpoch(tx, accountId);
    const visit = { ...by.origin };
    const notice = changedMail(
      world.settings,
      {
        username: account.username,
        what: `Your account was frozen by ${why.by === 'owner' ? 'somebody signed in to it' : 'an operator'}. Nobody can sign in, and its tokens do nothing.`,
      },
      visit,
      now,
    );
    await notifyAccount(world, tx, accountId, { kind: 'frozen', mail: notice });
    return {
      result: undefined,
      events: [{ kind: 'account.frozen', subjects: [ofAccount(accountId)], details: why, rows: raised.changed }],
    };
  });
}

/**
 * Lifts a freeze; operators only, since nobody else can be told from the thief yet.
 *
 * @throws Refusal `recovery.no-account`, `recovery.not-frozen`
 */
export async function unfreezeAccount(world: World, by: By, accountId: AccountId, reason: string): Promise<void> {
  const account = await findAccountById(world.read, accountId);
  if (account === undefined) throw NO_ACCOUNT;
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const current = await findAccountById(tx, accountId);
    if (current?.frozen_at == null) throw new Refusal('conflict', 'recovery.not-frozen', 'This account is not frozen.');
    await setFrozen(tx, accountId, null);
    const notice = changedMail(
      world.settings,
      { username: account.username, what: 'An operator lifted the freeze of your account. Sign in and look at your security history.' },
      { ...by.origin },
      now,
    );
    await notifyAccount(world, tx, accountId, { kind: 'unfrozen', mail: notice });
    return {
      result: undefined,
      events: [
        {
          kind: 'account.unfrozen',
          subjects: [ofAccount(accountId)],
          details: { by: 'operator', reason },
          rows: [{ table: 'accounts', id: accountId }],
        },
      ],
    };
  });
}
