import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { World } from '../world.ts';
import { READY_MS, WARNED_BEFORE_MS } from './recovery.ts';
import { claimState, findAccountById, hasUndelivered, listRunning } from './store.ts';

type Step = 'warned' | 'told' | 'ready' | 'expired';

const MOVED = new Error('stopped, objected to, or moved on meanwhile');

/**
 * Moves recoveries on by lived time, which no jump of a clock moves: the notice of the last day, its delivery, and only a day after
 * that ready (model row 33); what nobody goes on with dies. A job, one process at a time; gives how many moved.
 */
export async function ripenRecoveries(world: World): Promise<number> {
  const { lived } = await findTime(world);
  let moved = 0;
  for (const recovery of await listRunning(world.read)) {
    const step = await nextStep(world, recovery, lived);
    if (step !== undefined && (await take(world, recovery, { step, lived }))) moved += 1;
  }
  return moved;
}

async function nextStep(world: World, recovery: RecoveriesTable, lived: number): Promise<Step | undefined> {
  const { state, ripens_at_lived_ms: ripens, warned_at_lived_ms: warned, told_at_lived_ms: told } = recovery;
  if (state !== 'waiting') return recovery.dies_at <= world.clock.now() ? 'expired' : undefined;
  if (ripens === null || world.clock.isSuspect()) return undefined;
  if (warned === null) return lived >= ripens - WARNED_BEFORE_MS ? 'warned' : undefined;
  if (told === null) return (await hasUndelivered(world.read, 'recovery-warned', recovery.account_id)) ? undefined : 'told';
  return lived >= Math.max(ripens, told + WARNED_BEFORE_MS) ? 'ready' : undefined;
}

async function take(
  world: World,
  recovery: RecoveriesTable,
  { step, lived }: { readonly step: Step; readonly lived: number },
): Promise<boolean> {
  const { id, account_id } = recovery;
  const held = [{ table: 'accounts', id: account_id }] as const;
  const done = act(world, BY_SYSTEM, held, async (tx, now) => {
    const account = await findAccountById(tx, account_id);
    // A frozen account's waits stand still (C10).
    if (account === undefined || account.frozen_at !== null) throw MOVED;
    if (!(await claimState(tx, recovery, changeOf(step, lived, now)))) throw MOVED;
    const who = { accountId: account_id, username: account.username };
    const told = { who, visit: undefined, now };
    if (step === 'warned' || step === 'ready') await tellAccount(world, tx, { ...told, notice: { kind: `recovery-${step}` } });
    return {
      result: true,
      events: [
        { kind: `recovery.${step}` as const, subjects: [ofAccount(account_id)], details: { recovery: id }, rows: rows('recoveries', [id]) },
      ],
    };
  });
  return done.catch((error: unknown) => {
    if (error === MOVED) return false;
    throw error;
  });
}

function changeOf(step: Step, lived: number, now: number): Parameters<typeof claimState>[2] {
  if (step === 'warned') return { warned_at_lived_ms: lived };
  if (step === 'told') return { told_at_lived_ms: lived };
  return step === 'ready' ? { state: 'ready', dies_at: now + READY_MS } : { state: 'void' };
}
