import { findWait } from '../accounts/find-policies.ts';
import { findTime } from '../audit/note-time.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Read, Reading } from '../world.ts';
import { listOperators } from './operators-store.ts';
import { OPERATORS_ONLY, type Statement } from './recovery.ts';
import { findAccountById, findRecovery, listVouchers, listVouches } from './store.ts';
import { countsNow, isOwnVoucher } from './voucher.ts';

/** Which one is vouched for; a practice is found on its own pages alone, and a recovery on none of those (C5). */
export interface Which {
  readonly id: string;
  readonly isPractice: boolean;
}

export interface Vouching {
  readonly recovery: RecoveriesTable;
  readonly username: string;
  readonly statement: Statement & { readonly recovery: RecoveriesTable };
  readonly hasVouched: boolean;
}

/**
 * What the caller may vouch for, and as what: one whom the owner named and who counts (C2), or an operator who is one for as
 * long as the wait (D2). Undefined for everybody else, and when it is over.
 */
export async function findVouching(
  world: Pick<Reading, 'clock' | 'keys' | 'settings'> & { readonly read: Read },
  caller: Pick<AccountCaller, 'accountId' | 'isOperator'>,
  { id, isPractice }: Which,
): Promise<Vouching | undefined> {
  const recovery = await findRecovery(world.read, id);
  if (recovery?.is_practice !== Number(isPractice)) return undefined;
  if (recovery.state !== 'requested' || recovery.dies_at <= world.clock.now()) return undefined;
  const owner = await findAccountById(world.read, recovery.account_id);
  const as = await roleOf(world, caller, recovery);
  if (owner === undefined || owner.frozen_at !== null || as === undefined) return undefined;
  const vouches = await listVouches(world.read, id);
  const before = vouches.filter(({ kind }) => kind === as).length;
  const hasVouched = vouches.some(({ account_id }) => account_id === caller.accountId);
  const statement = { recovery, as, before, waitMs: await findWait(world) };
  return { recovery, username: owner.username, statement, hasVouched };
}

async function roleOf(
  world: Pick<Reading, 'clock' | 'keys' | 'settings'> & { readonly read: Read },
  { accountId, isOperator }: Pick<AccountCaller, 'accountId' | 'isOperator'>,
  recovery: RecoveriesTable,
): Promise<Statement['as'] | undefined> {
  if (accountId === recovery.account_id) return undefined;
  const { lived } = await findTime(world);
  const named = (await listVouchers(world.read, recovery.account_id)).find((row) => row.voucher_id === accountId);
  const counts = named !== undefined && isOwnVoucher(world.keys, named) && countsNow(named, lived);
  if (counts && recovery.needed !== OPERATORS_ONLY) return 'voucher';
  if (!isOperator || recovery.is_practice === 1) return undefined;
  return (await listOperators(world.read, world.clock.now() - (await findWait(world)))).includes(accountId) ? 'operator' : undefined;
}
