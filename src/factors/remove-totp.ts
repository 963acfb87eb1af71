import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AppId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { checkStillComplies } from './find-demand.ts';
import { goOn } from './go-on.ts';
import { endLastFactor } from './last-factor.ts';
import { removeApp } from './removed-store.ts';

export const NO_APP: Refusal = new Refusal('not-found', 'factor.no-such-app', 'This account has no such authenticator app.');

/**
 * Removes an app, with a fresh sign-in (the route asks for it). With the last one the account needs no second factor any more, its
 * recovery codes die, and its tokens do nothing until there is one again. Ends all other sessions.
 *
 * @throws Refusal `factor.no-such-app`, `factor.asked-for`, `session.ended`
 */
export async function removeTotp(
  world: World,
  doors: FactorDoors,
  asking: Asking,
  id: AppId,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const { caller, visit } = asking;
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const removed = await removeApp(tx, { accountId: caller.accountId, id }, now);
    if (removed === undefined) throw NO_APP;
    await checkStillComplies({ ...world, read: tx }, caller.accountId, now);
    const ended = await endLastFactor(tx, doors, caller.accountId, now);
    const opened = await goOn(tx, doors, asking, { now });
    const notice = { kind: 'app-removed', name: removed.name, isLast: ended.isLast } as const;
    await tellAccount(world, tx, { who: caller, notice, visit, now });
    const changed = [...rows('totp_apps', [id]), ...ended.changed, ...opened.changed];
    return {
      result: { cookies: opened.cookies },
      events: [
        { kind: 'factor.totp-removed', subjects: [ofAccount(caller.accountId)], details: { app: id, name: removed.name }, rows: changed },
      ],
    };
  });
}
