import type { Write } from '../audit/write.ts';
import { type Millis, type ProjectId, SECOND } from '../base/brands.ts';
import { allows } from '../protocols/caveat.ts';
import type { TokenCaller } from '../tokens/authenticate-token.ts';
import { isTokenLive } from '../tokens/is-token-live.ts';
import type { World } from '../world.ts';
import { type Decision, deny } from './decide.ts';
import { type AccessWorld, may } from './may.ts';
import { holdPermission } from './store.ts';

export interface WantedUpload {
  /** Undefined when the upload makes the project. */
  readonly projectId: ProjectId | undefined;
  /** Milliseconds; the act's own time. */
  readonly now: Millis;
}

/**
 * Whether a token may upload, asked in the act that makes the file visible (E9): token, owner, freeze, address, second factor,
 * what policies ask and role are read again there, locked until the commit, never from a cache; then all caveats of the token as it was sent.
 */
export async function mayUploadNow(
  world: Pick<World, 'clock' | 'keys' | 'database' | 'settings'>,
  tx: Write,
  caller: TokenCaller,
  wanted: WantedUpload,
): Promise<Decision> {
  const { accountId, token } = caller;
  if (world.database.engine === 'postgres') await holdPermission(tx, { tokenId: token.id, accountId, projectId: wanted.projectId });
  return mayUpload({ clock: world.clock, keys: world.keys, settings: world.settings, read: tx }, caller, wanted);
}

/** The same, asked without locks: a refused upload is told before its bytes are stored. Only the answer in the act counts. */
export async function mayUpload(asked: AccessWorld, caller: TokenCaller, { projectId, now }: WantedUpload): Promise<Decision> {
  const { accountId, token, caveats } = caller;
  if (!(await isTokenLive(asked, token.id))) {
    return deny('token.deleted', 'The API token was deleted or suspended meanwhile. Make a new one.');
  }

  const decision = await (projectId === undefined
    ? may(asked, caller, 'create-project', { kind: 'index' })
    : may(asked, caller, 'upload', { kind: 'project', id: projectId }));
  if (!decision.isAllowed) return decision;

  const held = allows(caveats, { nowSeconds: Math.floor(now / SECOND), projectId, accountId, action: 'upload' });
  return held.isAllowed ? held : deny('token.caveat', held.reason);
}
