import type { RenewSession } from '../accounts/doors.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import type { FoundSession } from './find-caller.ts';

/**
 * Goes on with a session that rested: new id, same strength, and the 12 hours run on from when all factors were shown (B19).
 */
export async function resumeSession(
  world: World,
  doors: { readonly renewSession: RenewSession },
  visit: Visit,
  { row, account }: FoundSession,
): Promise<{ result: 'signed-in'; cookies: readonly CookieChange[] }> {
  const caller = restingCaller(account, row);
  const by = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'session', id: row.handle, strength: row.strength },
  } as const;
  return act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const renewed = await doors.renewSession(tx, { caller, epoch: account.auth_epoch, now, isResumed: true });
    const details = { session: renewed.handle, before: row.handle, strength: row.strength };
    return {
      result: { result: 'signed-in' as const, cookies: [renewed.cookie] },
      events: [{ kind: 'session.resumed', subjects: [ofAccount(account.id)], details, rows: renewed.changed }],
    };
  });
}

/** Only what renewing needs; nothing else may be done with it. */
function restingCaller(
  account: FoundSession['account'],
  row: FoundSession['row'],
): Pick<AccountCaller, 'accountId' | 'personId'> & { session: { id: FoundSession['row']['id'] } } {
  return { accountId: account.id, personId: account.person_id, session: { id: row.id } };
}
