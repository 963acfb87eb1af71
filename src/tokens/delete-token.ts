import type { TokenId } from '../base/brands.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endLiveToken } from './end-token.ts';

/**
 * Deletes a token of one's own: from the next request on it opens nothing, and a running upload with it does not commit.
 *
 * @throws Refusal `token.not-found`, also for another person's
 */
export function deleteToken(world: World, visit: Visit, caller: AccountCaller, id: TokenId): Promise<{ description: string }> {
  return endLiveToken(world, byCaller(caller, visit), { owner: caller, id, by: 'owner' });
}
