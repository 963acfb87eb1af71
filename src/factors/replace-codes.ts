import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { checkAskedBack } from './ask-code-back.ts';
import { deriveCodes } from './derive-codes.ts';
import type { FactorDoors } from './doors.ts';
import { forgiveMadeAnew } from './forgive-made-anew.ts';
import { goOn } from './go-on.ts';
import { CODES_COUNT, listRows, prepareList } from './recovery-codes.ts';
import { findLiveList, insertList, replaceList } from './store.ts';

/**
 * The new codes that this session would get: derived from it and from the list in force, so that showing them writes nothing, and
 * other ones come once these are in force.
 */
export async function proposedCodes(
  world: Pick<Reading, 'keys' | 'read'>,
  { accountId, session }: AccountCaller,
): Promise<readonly string[]> {
  const list = await findLiveList(world.read, accountId);
  const purpose = `new-codes|${list?.id ?? 'none'}`;
  return deriveCodes(world.keys, { purpose, nonce: session.enrolNonce, accountId, count: CODES_COUNT });
}

const REPLACED = new Refusal(
  'conflict',
  'factor.codes-replaced',
  'The codes were replaced in another window. Reload this page to see new ones.',
);

/**
 * Puts the proposed codes in force once one of them is typed back; the old list dies with all its codes. A change of factors: ends
 * all other sessions, one too that somebody opened with a code of the old list (B12).
 *
 * @throws Refusal `factor.wrong-recovery-code`, `factor.wait`, `factor.none`, `factor.codes-replaced`, `session.ended`
 */
export async function replaceCodes(
  world: World,
  doors: FactorDoors,
  asking: Asking,
  text: string,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const { caller, visit } = asking;
  const { accountId } = caller;
  if (!caller.hasSecondFactor)
    throw new Refusal('invalid', 'factor.none', 'Set up an authenticator app first: recovery codes come with it.');
  const before = (await findLiveList(world.read, accountId))?.id ?? null;
  const codes = await proposedCodes(world, caller);
  await checkAskedBack(world, asking, codes, text);
  const prepared = await prepareList(world, codes, { accountId, network: visit.network });
  const cookies = await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const ended = await replaceList(tx, accountId, now);
    // Another window replaced it first: its codes count, and these were never shown as final.
    if ((ended[0] ?? null) !== before) throw REPLACED;
    await insertList(tx, prepared.list, prepared.codes);
    const opened = await goOn(tx, doors, asking, { now });
    await tellAccount(world, tx, { who: caller, notice: { kind: 'codes-replaced' }, visit, now });
    const changed = [...listRows(prepared, ended), ...opened.changed];
    const details = { list: prepared.list.id, before, count: codes.length };
    return {
      result: opened.cookies,
      events: [{ kind: 'factor.codes-replaced', subjects: [ofAccount(accountId)], details, rows: changed }, ...opened.events],
    };
  });
  await forgiveMadeAnew(world, accountId, ['codes']);
  return { cookies };
}
