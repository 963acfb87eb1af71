import type { TokenId } from '../base/brands.ts';
import type { Reading } from '../world.ts';
import { findTokenRow } from './store.ts';
import { readTokenRow } from './token.ts';

/** Whether a token still opens something now: written here, not deleted, not suspended. Asked again in the act that it opens. */
export async function isTokenLive(world: Pick<Reading, 'keys' | 'read'>, id: TokenId): Promise<boolean> {
  const row = await findTokenRow(world.read, id);
  const token = row && readTokenRow(world.keys, row);
  return token !== undefined && token.deletedAt === null && token.suspendedAt === null;
}
