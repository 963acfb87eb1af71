import type { RenewSession } from '../accounts/doors.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import type { RowRef } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { AccountCaller, CookieSecrets } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import type { FoundSession } from './find-caller.ts';
import { greetBrowser } from './greet-browser.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { findAccount } from './store.ts';
import { findNews, tellSignIn } from './tell-sign-in.ts';

const GONE = new Refusal('conflict', 'sign-in.start-again', 'This session is over. Sign in again.');

/**
 * Goes on with a session that rested: new id, same strength, and the 12 hours run on from when all factors were shown (B19). One
 * that was ended since it was found is not revived: then the sign-in starts again.
 */
export async function resumeSession(
  world: World,
  doors: { readonly renewSession: RenewSession },
  { visit, cookies }: { readonly visit: Visit; readonly cookies: CookieSecrets },
  { row, account }: FoundSession,
): Promise<{ result: 'signed-in'; cookies: readonly CookieChange[] } | NotSignedIn> {
  const caller = restingCaller(account, row);
  const by = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'session', id: row.handle, strength: row.strength },
  } as const;
  const news = await findNews(world, account, { visit, cookies });
  try {
    return await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
      const current = await findAccount(tx, account.id);
      if (current?.auth_epoch !== row.epoch || current.frozen_at !== null) throw GONE;
      const renewed = await doors.renewSession(tx, { caller, epoch: row.epoch, now, isResumed: true });
      const who = { accountId: account.id, personId: account.person_id, epoch: row.epoch, now };
      const browser = await greetBrowser(world, tx, { visit, cookies }, { ...who, makesKnown: false });
      const shown = { strength: row.strength, factors: ['password', 'session'] };
      await tellSignIn(world, tx, news, { account, session: renewed.handle, shown, visit, now });
      const details = { session: renewed.handle, before: row.handle, strength: row.strength };
      const rows: readonly RowRef[] = [...renewed.changed, ...browser.changed];
      return {
        result: { result: 'signed-in' as const, cookies: [renewed.cookie, browser.cookie] },
        events: [{ kind: 'session.resumed', subjects: [ofAccount(account.id)], details, rows }],
      };
    });
  } catch (error) {
    if (error instanceof Refusal && (error === GONE || error.code === 'session.ended')) return { result: 'start-again' };
    throw error;
  }
}

/** Only what renewing needs; nothing else may be done with it. */
function restingCaller(
  account: FoundSession['account'],
  row: FoundSession['row'],
): Pick<AccountCaller, 'accountId' | 'personId'> & { session: { id: FoundSession['row']['id'] } } {
  return { accountId: account.id, personId: account.person_id, session: { id: row.id } };
}
