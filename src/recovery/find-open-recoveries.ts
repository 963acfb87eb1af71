import { findWait } from '../accounts/find-policies.ts';
import { findTime } from '../audit/note-time.ts';
import { HOUR } from '../base/brands.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading } from '../world.ts';
import { findVouching } from './find-vouching.ts';
import { listOperators } from './operators-store.ts';
import { findAccountById, listRunning, listVouches } from './store.ts';

/** A recovery that may still come to something, as operators see it. */
export interface OpenRecovery extends Pick<RecoveriesTable, 'id' | 'state' | 'asked_at' | 'needed' | 'begun_by' | 'reason' | 'dies_at'> {
  readonly username: string;
  readonly isFrozen: boolean;
  /** Of the operator who began it. */
  readonly begunBy: string | undefined;
  readonly words: readonly { readonly username: string; readonly as: 'voucher' | 'operator'; readonly at: number }[];
  readonly hasObjection: boolean;
  /** Hours of lived time until the wait is over; undefined where none runs. */
  readonly hoursLeft: number | undefined;
  /** Whether the operator who looks may give her word now, and whether it is about her. */
  readonly mayVouch: boolean;
  readonly isOwn: boolean;
}

export interface OpenRecoveries {
  readonly recoveries: readonly OpenRecovery[];
  /** How many operators count: those who are one for as long as the wait (D2). */
  readonly operators: number;
  readonly waitMs: number;
}

/** Every recovery that runs, oldest first; practice runs are none. */
export async function findOpenRecoveries(
  reading: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  caller: Pick<AccountCaller, 'accountId' | 'isOperator'>,
): Promise<OpenRecoveries> {
  const waitMs = await findWait(reading);
  const { lived } = await findTime(reading);
  const recoveries: OpenRecovery[] = [];
  for (const row of await listRunning(reading.read)) recoveries.push(await openRecovery(reading, caller, row, lived));
  return { recoveries, operators: (await listOperators(reading.read, reading.clock.now() - waitMs)).length, waitMs };
}

async function openRecovery(
  reading: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  caller: Pick<AccountCaller, 'accountId' | 'isOperator'>,
  row: RecoveriesTable,
  lived: number,
): Promise<OpenRecovery> {
  const nameOf = async (id: RecoveriesTable['account_id']): Promise<string> => (await findAccountById(reading.read, id))?.username ?? '';
  const account = await findAccountById(reading.read, row.account_id);
  const words: OpenRecovery['words'][number][] = [];
  for (const { account_id, kind, made_at } of await listVouches(reading.read, row.id))
    words.push({ username: await nameOf(account_id), as: kind, at: made_at });
  const vouching = await findVouching(reading, caller, { id: row.id, isPractice: false });
  const { id, state, asked_at, needed, begun_by, reason, dies_at, ripens_at_lived_ms: ripens } = row;
  return {
    ...{ id, state, asked_at, needed, begun_by, reason, dies_at, words },
    ...{ username: account?.username ?? '', isFrozen: account?.frozen_at != null, hasObjection: row.objected_at !== null },
    begunBy: row.operator_id === null ? undefined : await nameOf(row.operator_id),
    hoursLeft: state === 'waiting' && ripens !== null ? Math.max(1, Math.ceil((ripens - lived) / HOUR)) : undefined,
    mayVouch: vouching?.statement.as === 'operator' && !vouching.hasVouched,
    isOwn: caller.accountId === row.account_id,
  };
}
