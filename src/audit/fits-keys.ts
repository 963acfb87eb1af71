import { fromBase64url } from '../base/bytes.ts';
import { isMac } from '../crypto/mac.ts';
import type { Reading } from '../world.ts';

const LOOKED_AT = 20;

/**
 * Whether the newest entries were written under the master key at hand: with another one nothing that is sealed opens, and every
 * session, token and link is unknown. A few are looked at, because whoever can write to the database can plant one.
 */
export async function fitsKeys({ keys, read }: Pick<Reading, 'keys' | 'read'>): Promise<boolean> {
  const newest = await read.selectFrom('entries').select(['id', 'leaf', 'mac']).orderBy('serial', 'desc').limit(LOOKED_AT).execute();
  return (
    newest.length === 0 || newest.some(({ id, leaf, mac }) => isMac(keys, 'mac/entry', fromBase64url(mac) ?? new Uint8Array(), id, leaf))
  );
}
