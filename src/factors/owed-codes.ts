import { getCurrentAccount } from '../accounts/current-account.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { deriveCodes } from './derive-codes.ts';
import { CODES_COUNT, prepareCodes } from './recovery-codes.ts';
import { countCodes, countUnusedCodes, findLiveList, insertCodes } from './store.ts';

export interface OwedCodes {
  readonly codes: readonly string[];
  readonly listId: string;
  /** How many codes the list ever had; another number, and these are not the ones owed any more. */
  readonly total: number;
}

/**
 * New codes for those of the list that were used: each use issues one, shown in the first full session (B8, 63B 4.2.1.1). They are
 * derived from the session, and count once `keepOwedCodes` was called. Undefined where none is owed, or all codes rest (H8).
 */
export async function findOwedCodes(
  world: Pick<Reading, 'keys' | 'read'>,
  { accountId, session }: AccountCaller,
): Promise<OwedCodes | undefined> {
  const list = await findLiveList(world.read, accountId);
  if (list === undefined || list.suspended_at !== null) return undefined;
  const count = CODES_COUNT - (await countUnusedCodes(world.read, list.id));
  if (count <= 0) return undefined;
  const total = await countCodes(world.read, list.id);
  const seed = { purpose: `owed|${list.id}|${total}`, nonce: session.enrolNonce, accountId, count };
  return { codes: deriveCodes(world.keys, seed), listId: list.id, total };
}

const OTHER = new Refusal(
  'conflict',
  'factor.codes-replaced',
  'Your codes changed in another window. Reload this page to see which count.',
);

/**
 * From now on the shown codes count.
 *
 * @throws Refusal `factor.codes-replaced`, `session.ended`
 */
export async function keepOwedCodes(world: World, { caller, visit }: Asking): Promise<void> {
  const { accountId } = caller;
  const owed = await findOwedCodes(world, caller);
  const list = await findLiveList(world.read, accountId);
  if (owed === undefined || list?.id !== owed.listId) throw OTHER;
  const prepared = await prepareCodes(world, list, owed.codes, visit.network);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const current = await findLiveList(tx, accountId);
    if (current?.id !== list.id || (await countCodes(tx, list.id)) !== owed.total) throw OTHER;
    await insertCodes(tx, prepared);
    const count = prepared.length;
    await tellAccount(world, tx, { who: caller, notice: { kind: 'codes-issued', count }, visit, now });
    const ids = prepared.map((code) => code.id);
    const details = { list: list.id, count };
    return {
      result: undefined,
      events: [{ kind: 'factor.codes-issued', subjects: [ofAccount(accountId)], details, rows: rows('recovery_codes', ids) }],
    };
  });
}
