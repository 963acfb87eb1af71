import { insertLink } from '../accounts/links.ts';
import { placeOf, tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, OF_SITE, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { newId, newSecret, referenceOf } from '../crypto/reference.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { World } from '../world.ts';
import { OPERATORS_ONLY, STARTED_MS } from './recovery.ts';
import { claimState, findAccountById, findStarted, insertRecovery } from './store.ts';

/**
 * Begins a recovery for somebody who cannot begin it herself. It gives a link to hand over, and no more: whoever opens it becomes the
 * claimant, two operators have to hear the code from her and agree with their passkeys, the wait passes, and any older factor stops it
 * (C2, D5). Every address of the account is told at once. An earlier one that nobody has opened is over.
 *
 * @throws Refusal `recovery.no-account`, `recovery.frozen`
 */
export async function startRecovery(world: World, by: By, accountId: AccountId, reason: string): Promise<Secret> {
  const { lived } = await findTime(world);
  return act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccountById(tx, accountId);
    if (account === undefined) throw new Refusal('not-found', 'recovery.no-account', 'There is no such account.');
    if (account.frozen_at !== null)
      throw new Refusal(
        'conflict',
        'recovery.frozen',
        'This account is frozen, and everything that waits stands still. Lift the freeze first.',
      );
    const older = await findStarted(tx, accountId);
    if (older !== undefined) await claimState(tx, older, { state: 'void' });
    const row = newStarted(world, by, { account_id: accountId, asked_at: now, asked_lived_ms: lived, reason });
    await insertRecovery(tx, row);
    const link = await insertLink(world, tx, now, { kind: 'start-recovery', accountId });
    const began = row.begun_by === 'operator' ? 'operator' : 'command';
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'recovery-started', by: began, reason }, visit: placeOf(by), now });
    const details = { recovery: row.id, account: accountId, by: began, reason } as const;
    const changed = rows('recoveries', [row.id, ...(older === undefined ? [] : [older.id])]);
    const started: Event = { kind: 'recovery.started', subjects: [ofAccount(accountId), OF_SITE], details, rows: changed };
    return { result: link, events: [started] };
  });
}

type Begun = Pick<RecoveriesTable, 'account_id' | 'asked_at' | 'asked_lived_ms' | 'reason'>;

function newStarted(world: Pick<World, 'keys' | 'random'>, { actor }: By, begun: Begun): RecoveriesTable {
  const isOperator = actor.kind === 'operator';
  return {
    ...{ id: newId<string>(world.random), is_practice: 0, needed: OPERATORS_ONLY, state: 'started', ...begun },
    // Until somebody opens the link there is no claimant and no code.
    ...{ claimant_ref: referenceOf(world.keys, 'claim', newSecret(world.random)), voice_mac: '' },
    ...{ ripens_at_lived_ms: null, objected_at: null, warned_at_lived_ms: null, told_at_lived_ms: null },
    ...{ dies_at: begun.asked_at + STARTED_MS },
    ...{ begun_by: isOperator ? 'operator' : 'command', operator_id: isOperator ? actor.accountId : null },
  };
}
