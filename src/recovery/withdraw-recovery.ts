import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import { claimState, findAccountById, findRecovery } from './store.ts';

const NOTHING = new Refusal('conflict', 'recovery.nothing-runs', 'This recovery is over, or it has moved on. Look at the list again.');
const OWN = new Refusal(
  'forbidden',
  'recovery.own-account',
  'It is about your own account: stop it with an older passkey or app, on the page behind our mail. A session alone stops none.',
);
const RUNNING: readonly string[] = ['started', 'requested', 'waiting', 'ready'];

/**
 * An operator stops a recovery of somebody else: one alone may, because it only takes away. It does not count as one of the owner's
 * stops (C4). The owner is told, with the reason.
 *
 * @throws Refusal `recovery.nothing-runs`, `recovery.own-account`
 */
export async function withdrawRecovery(
  world: World,
  { caller, visit }: Pick<Asking, 'caller' | 'visit'>,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  const recovery = await findRecovery(world.read, id);
  if (recovery === undefined || recovery.is_practice === 1 || !RUNNING.includes(recovery.state)) throw NOTHING;
  const { account_id: accountId } = recovery;
  if (accountId === caller.accountId) throw OWN;
  await act(world, byCaller(caller, visit, 'operator'), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if (!(await claimState(tx, recovery, { state: 'void' }))) throw NOTHING;
    const username = (await findAccountById(tx, accountId))?.username ?? '';
    await tellAccount(world, tx, { who: { accountId, username }, notice: { kind: 'recovery-withdrawn', reason }, visit: undefined, now });
    const details = { recovery: id, account: accountId, reason };
    const changed = rows('recoveries', [id]);
    return {
      result: undefined,
      events: [{ kind: 'recovery.withdrawn', subjects: [ofAccount(accountId), OF_SITE], details, rows: changed }],
    };
  });
}
