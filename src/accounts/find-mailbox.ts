import type { AccountId } from '../base/brands.ts';
import type { Read, World } from '../world.ts';
import type { AccountAddress } from './find-addresses.ts';
import { findTrustedAddresses } from './mail-window.ts';

/**
 * The address whose mailbox is asked when a browser is new: confirmed, the primary one first (model row 10). The one place where it
 * is decided; an address that a change of addresses brought, which may still be undone, is not asked.
 */
export async function findMailbox(world: Pick<World, 'keys'>, read: Read, accountId: AccountId): Promise<AccountAddress | undefined> {
  return (await findTrustedAddresses(world, read, accountId))[0];
}
