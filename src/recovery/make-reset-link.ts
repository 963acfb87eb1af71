import { insertLink } from '../accounts/links.ts';
import { placeOf, tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { World } from '../world.ts';
import { findAccountById } from './store.ts';

const ALONE = new Refusal(
  'forbidden',
  'recovery.one-operator',
  'This account has no second factor: your link alone would open it, and no operator opens an account alone. Begin a recovery, or make the link by the command on the host.',
);

/**
 * A link that an operator hands over where there is no mail. It asks for the second factor like a mailed one, works once, for an
 * hour, and every address of the account is told.
 *
 * @throws Refusal `recovery.no-account`, `recovery.frozen`, `recovery.one-operator`
 */
export async function makeResetLink(world: World, by: By, accountId: AccountId, reason: string): Promise<Secret> {
  return act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const account = await findAccountById(tx, accountId);
    if (account === undefined) throw new Refusal('not-found', 'recovery.no-account', 'There is no such account.');
    if (account.frozen_at !== null) {
      throw new Refusal('conflict', 'recovery.frozen', 'This account is frozen, and a link would not open it. Lift the freeze first.');
    }
    if (by.actor.kind === 'operator' && account.needs_second_factor_at === null) throw ALONE;
    const link = await insertLink(world, tx, now, { kind: 'reset', accountId, epoch: account.auth_epoch, isHandedOver: true });
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'reset-link-made', reason }, visit: placeOf(by), now });
    return {
      result: link,
      events: [
        { kind: 'account.reset-asked', subjects: [ofAccount(accountId)], details: { link: 'handed-over' } },
        { kind: 'site.reset-link-made', subjects: [OF_SITE], details: { account: accountId, reason } },
      ],
    };
  });
}
