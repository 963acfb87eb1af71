import { claimLink, findLiveLink } from '../accounts/links.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { endHold } from '../sessions/confirm-sign-in.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { freezeIn } from './freeze-account.ts';

const LINK_OVER = new Refusal('invalid', 'recovery.link-over', 'This link is used up, older than ten minutes, or a newer one was sent.');

/**
 * Whoever reads the mailbox says that it was not her who signs in: what waits is over, and with `freeze` the account is frozen. The
 * link alone suffices, from any browser, for it only takes away (A5, model row 11).
 *
 * @throws Refusal `recovery.link-over`, `recovery.already-frozen`
 */
export async function refuseSignIn(world: World, visit: Visit, link: Secret | undefined, deed: 'end' | 'freeze'): Promise<void> {
  const live = await findLiveLink(world, 'sign-in', link);
  if (link === undefined || live?.account_id == null || live.session_handle === null) throw LINK_OVER;
  const { account_id: accountId, session_handle: hold } = live;
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'sign-in', secret: link })) === undefined) throw LINK_OVER;
    await endHold(tx, accountId, hold);
    if (deed === 'freeze') {
      const freezing = { by: 'owner', reason: 'a mailed link about a sign-in', who: 'Whoever reads this mailbox' } as const;
      return { result: undefined, events: [await freezeIn(world, tx, now, { accountId, by, freezing })] };
    }
    return { result: undefined, events: [{ kind: 'session.hold-refused', subjects: [ofAccount(accountId)], details: { hold } }] };
  });
}
