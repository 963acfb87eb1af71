import type { AccountId, EmailId } from '../base/brands.ts';
import type { Read } from '../world.ts';
import { listDoubted } from './domain-store.ts';
import { findVerifiedPrimary, listEmails } from './store.ts';

/** The addresses of an account whose domain is gone: links that open something do not go there (C12). */
export function findDoubted(read: Read, accountId: AccountId): Promise<ReadonlySet<EmailId>> {
  return listDoubted(read, accountId);
}

/**
 * Whether every confirmed address of the account is doubted: then no mailbox is left that could be asked, and a sign-in with both
 * factors goes on without, so that a domain that is gone shuts nobody out.
 */
export async function isMailboxGone(read: Read, accountId: AccountId): Promise<boolean> {
  if ((await findVerifiedPrimary(read, accountId)) === undefined) return false;
  const doubted = await listDoubted(read, accountId);
  const confirmed = (await listEmails(read, accountId)).filter(({ verified_at }) => verified_at !== null);
  return doubted.size > 0 && confirmed.every(({ id }) => doubted.has(id));
}
