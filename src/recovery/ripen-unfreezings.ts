import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import { DAY } from '../base/brands.ts';
import type { UnfreezingsTable } from '../schema/recovery.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import type { World } from '../world.ts';
import { ASKED_NOTICE } from './ask-unfreeze.ts';
import { liftIn } from './lift-freeze.ts';
import { claimUnfreezeTold, claimUnfreezing, findAccountById, listUnfreezings } from './store.ts';

const MOVED = new Error('refused, lifted or asked anew meanwhile');

/** How long every address can say no, in lived time, after its notice went out. */
const OBJECTION_MS = DAY;

/**
 * Lifts the freezes whose owners asked for it, once a day was lived in which every address had its notice and none said no (model row
 * 26). A job, one process at a time; gives how many moved on.
 */
export async function ripenUnfreezings(world: World): Promise<number> {
  if (world.clock.isSuspect()) return 0;
  const { lived } = await findTime(world);
  let moved = 0;
  for (const asked of await listUnfreezings(world.read, { by: ASKED_NOTICE, before: lived - OBJECTION_MS })) {
    const step = asked.told_at_lived_ms === null ? noteTold(world, asked, lived) : lift(world, asked, lived);
    moved += (await unlessMoved(step)) ? 1 : 0;
  }
  return moved;
}

async function unlessMoved(step: Promise<boolean>): Promise<boolean> {
  return step.catch((error: unknown) => {
    if (error === MOVED) return false;
    throw error;
  });
}

async function noteTold(world: World, asked: UnfreezingsTable, lived: number): Promise<boolean> {
  const { account_id: accountId } = asked;
  return act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    if (!(await claimUnfreezeTold(tx, asked, lived))) throw MOVED;
    const changed = rows('unfreezings', [accountId]);
    return { result: true, events: [{ kind: 'account.unfreeze-told', subjects: [ofAccount(accountId)], details: {}, rows: changed }] };
  });
}

async function lift(world: World, { account_id: accountId }: UnfreezingsTable, lived: number): Promise<boolean> {
  return act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccountById(tx, accountId);
    if (account?.frozen_by !== 'owner' || !(await claimUnfreezing(tx, accountId, lived - OBJECTION_MS))) throw MOVED;
    const lifted = await liftIn(tx, accountId, now);
    const tokens = await suspendTokens(tx, accountId, now, 'all');
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'unfrozen', how: 'wait' }, visit: undefined, now });
    const details = { by: 'owner', reason: '', how: 'wait' } as const;
    const changed = [...rows('unfreezings', [accountId]), ...lifted, ...tokens];
    return { result: true, events: [{ kind: 'account.unfrozen', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
}
