import type { Write } from '../audit/write.ts';
import { type Millis, type ProjectId, SECOND } from '../base/brands.ts';
import { allows } from '../protocols/caveat.ts';
import type { TokenCaller } from '../tokens/authenticate-token.ts';
import { isTokenLive } from '../tokens/is-token-live.ts';
import type { World } from '../world.ts';
import { type Decision, deny } from './decide.ts';
import { may } from './may.ts';
import { holdPermission } from './store.ts';

export interface WantedUpload {
  /** Undefined when the upload makes the project. */
  readonly projectId: ProjectId | undefined;
  /** Milliseconds; the act's own time. */
  readonly now: Millis;
}

/**
 * Whether a token may upload, asked in the act that makes the file visible (E9): token, owner, freeze, address, second factor and
 * role are read again there, locked until the commit, never from a cache; then all caveats of the token as it was sent.
 */
export async function mayUploadNow(
  world: Pick<World, 'keys' | 'database'>,
  tx: Write,
  caller: TokenCaller,
  wanted: WantedUpload,
): Promise<Decision> {
  const { accountId, token, caveats } = caller;
  const { projectId, now } = wanted;
  if (world.database.engine === 'postgres') await holdPermission(tx, { tokenId: token.id, accountId, projectId });
  if (!(await isTokenLive({ keys: world.keys, read: tx }, token.id))) {
    return deny('token.deleted', 'The API token was deleted or suspended meanwhile. Make a new one.');
  }

  const asked = { keys: world.keys, read: tx };
  const decision = await (projectId === undefined
    ? may(asked, caller, 'create-project', { kind: 'index' })
    : may(asked, caller, 'upload', { kind: 'project', id: projectId }));
  if (!decision.isAllowed) return decision;

  const held = allows(caveats, { nowSeconds: Math.floor(now / SECOND), projectId, accountId, action: 'upload' });
  return held.isAllowed ? held : deny('token.caveat', held.reason);
}
