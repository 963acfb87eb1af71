import type { TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endLiveToken, NO_SUCH_TOKEN } from './end-token.ts';
import { findTokenWithOwner } from './store.ts';

const MAX_REASON_LENGTH = 500;

/**
 * Ends anybody's token, for operators: with a reason that its owner reads in the mail and in the security history.
 *
 * @throws Refusal `token.no-reason`, `token.not-found`
 */
export async function revokeToken(
  world: World,
  visit: Visit,
  operator: AccountCaller,
  revocation: { readonly id: TokenId; readonly reason: string },
): Promise<{ description: string }> {
  const reason = revocation.reason.trim().normalize('NFC');
  if (reason === '' || reason.length > MAX_REASON_LENGTH) {
    throw new Refusal('invalid', 'token.no-reason', `Give a reason of at most ${MAX_REASON_LENGTH} characters. The owner reads it.`, {
      field: 'reason',
    });
  }

  const found = await findTokenWithOwner(world.read, revocation.id);
  if (found === undefined) throw new Refusal('not-found', 'token.not-found', NO_SUCH_TOKEN);
  const by = byCaller(operator, visit, 'operator');
  const owner = { accountId: found.row.account_id, username: found.owner.username };
  return endLiveToken(world, by, { owner, id: revocation.id, by: 'operator', reason });
}
