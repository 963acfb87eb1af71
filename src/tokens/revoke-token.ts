import type { TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endLiveToken, NO_SUCH_TOKEN } from './end-token.ts';
import { findTokenWithOwner } from './store.ts';

/**
 * Ends anybody's token, for operators: with a reason that its owner reads in the mail and in the security history.
 *
 * @throws Refusal `token.not-found`
 */
export async function revokeToken(
  world: World,
  visit: Visit,
  operator: AccountCaller,
  revocation: { readonly id: TokenId; readonly reason: string },
): Promise<{ description: string }> {
  const found = await findTokenWithOwner(world.read, revocation.id);
  if (found === undefined) throw new Refusal('not-found', 'token.not-found', NO_SUCH_TOKEN);
  const by = byCaller(operator, visit, 'operator');
  const owner = { accountId: found.row.account_id, username: found.owner.username };
  return endLiveToken(world, by, { owner, id: revocation.id, by: 'operator', reason: revocation.reason });
}
