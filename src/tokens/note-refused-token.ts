import { byStranger } from '../audit/actor.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { Refusal } from '../base/refusal.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import type { RefusedToken } from './authenticate-token.ts';

/**
 * Counts a refused token against its network and records it, in its owner's history once its signature was proven; gives the
 * refusal to throw. A right token is never refused for the wrong ones of others.
 *
 * @throws Refusal `limit.token-failure`
 */
export async function noteRefusedToken(world: World, visit: Visit, refused: RefusedToken): Promise<Refusal> {
  const { refusal, accountId } = refused;
  await spendLimit(world, 'token-failure', visit.network);
  await recordRefusal(world, byStranger(originOf(visit)), {
    kind: 'refused.upload',
    details: { code: refusal.code },
    ...(accountId && { accountId }),
  });
  return refusal;
}
