import type { AccountId } from '../base/brands.ts';
import type { Read } from '../world.ts';
import { findVerifiedPrimary } from './store.ts';

/** Whether the account has a confirmed, or vouched for, primary address: nothing sensitive without one. */
export async function hasVerifiedPrimary(read: Read, accountId: AccountId): Promise<boolean> {
  return (await findVerifiedPrimary(read, accountId)) !== undefined;
}
