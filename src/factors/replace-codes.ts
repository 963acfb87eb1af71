import { notifyChange } from '../accounts/notify-change.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import { deriveForEnrolment } from '../crypto/enrol.ts';
import { RECOVERY_CODE_BYTES, renderRecoveryCode } from '../protocols/recovery-code.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { checkAskedBack } from './ask-code-back.ts';
import { CODES_COUNT, prepareList } from './recovery-codes.ts';
import { findLiveList, insertList, replaceList } from './store.ts';

/**
 * The new codes that this session would get: derived from it and from the list in force, so that showing them writes nothing, and
 * other ones come once these are in force.
 */
export async function proposedCodes(world: Pick<Reading, 'keys' | 'read'>, caller: AccountCaller): Promise<readonly string[]> {
  const list = await findLiveList(world.read, caller.accountId);
  const bytes = deriveForEnrolment(
    world.keys,
    `new-codes|${list?.id ?? 'none'}`,
    caller.session.enrolNonce,
    caller.accountId,
    CODES_COUNT * RECOVERY_CODE_BYTES,
  );
  return Array.from({ length: CODES_COUNT }, (_, index) =>
    renderRecoveryCode(bytes.subarray(index * RECOVERY_CODE_BYTES, (index + 1) * RECOVERY_CODE_BYTES)),
  );
}

/**
 * Puts the proposed codes in force once one of them is typed back; the old list dies with all its codes.
 *
 * @throws Refusal `factor.wrong-recovery-code`, `factor.wait`, `factor.none`
 */
export async function replaceCodes(world: World, visit: Visit, caller: AccountCaller, text: string): Promise<void> {
  if (!caller.hasSecondFactor)
    throw new Refusal('invalid', 'factor.none', 'Set up an authenticator app first: recovery codes come with it.');
  const codes = await proposedCodes(world, caller);
  await checkAskedBack(world, visit, caller, codes, text);
  const before = await findLiveList(world.read, caller.accountId);
  const prepared = await prepareList(world, caller.accountId, codes, world.clock.now(), visit.network);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const ended = await replaceList(tx, caller.accountId, now);
    // Another window replaced it first: its codes count, and these were never shown as final.
    if ((ended[0] ?? null) !== (before?.id ?? null))
      throw new Refusal(
        'conflict',
        'factor.codes-replaced',
        'The codes were replaced in another window. Reload this page to see new ones.',
      );
    await insertList(tx, prepared.list, prepared.codes);
    const what = 'The recovery codes were replaced. The old ones are dead.';
    await notifyChange(world, tx, { who: caller, kind: 'codes-replaced', what, visit, now });
    const changed = [
      ...rows('recovery_lists', [...ended, prepared.list.id]),
      ...rows(
        'recovery_codes',
        prepared.codes.map((code) => code.id),
      ),
    ];
    const details = { list: prepared.list.id, before: before?.id ?? null, count: codes.length };
    return {
      result: undefined,
      events: [{ kind: 'factor.codes-replaced', subjects: [ofAccount(caller.accountId)], details, rows: changed }],
    };
  });
}
