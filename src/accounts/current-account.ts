import { sessionEnded } from '../audit/session-ended.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Read } from '../world.ts';
import { findAccountRow } from './store.ts';

/**
 * The caller's account as it is inside the act: what froze it or raised its epoch since the request came in has ended this session.
 *
 * @throws Refusal `session.ended`
 */
export async function getCurrentAccount(read: Read, caller: AccountCaller): Promise<AccountsTable> {
  const account = await findAccountRow(read, caller.accountId);
  if (account?.auth_epoch !== caller.session.epoch || account.frozen_at !== null) throw sessionEnded();
  return account;
}
