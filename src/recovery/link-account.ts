import { findLiveLink, type LinkKind } from '../accounts/links.ts';
import type { Secret } from '../base/secret.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { Reading } from '../world.ts';
import { findAccountById } from './store.ts';

/** The account that a live link of this kind is about; undefined when there is no link, it is over, or its account is gone. */
export async function findLinkAccount(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  kind: LinkKind,
  link: Secret | undefined,
): Promise<AccountsTable | undefined> {
  const live = await findLiveLink(world, kind, link);
  return live?.account_id == null ? undefined : findAccountById(world.read, live.account_id);
}
