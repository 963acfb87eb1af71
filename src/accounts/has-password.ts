import type { AccountId } from '../base/brands.ts';
import type { Read } from '../world.ts';
import { findPassword } from './store.ts';

/** Whether the account has a password: one that was registered with a passkey has none until somebody sets one. */
export async function hasPassword(read: Read, accountId: AccountId): Promise<boolean> {
  return (await findPassword(read, accountId)) !== undefined;
}
