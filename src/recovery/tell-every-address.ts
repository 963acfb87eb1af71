import { findAddresses } from '../accounts/find-addresses.ts';
import { insertLink } from '../accounts/links.ts';
import { openOldAddresses } from '../accounts/mail-window.ts';
import type { Notice } from '../accounts/notices/notices.ts';
import { tellAddress } from '../accounts/notices/tell-account.ts';
import type { Write } from '../audit/write.ts';
import type { EmailId, Millis } from '../base/brands.ts';
import type { AccountsTable, LinksTable } from '../schema/accounts.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';

/**
 * Tells every confirmed address, and those from before a change that can still be undone, each with a link of its own by which it says
 * no. The act's event accounts for `links`.
 */
export async function tellEveryAddress(
  world: World,
  tx: Write,
  now: Millis,
  told: { readonly account: AccountsTable; readonly notice: Notice; readonly link: LinksTable['kind']; readonly visit: Visit },
): Promise<void> {
  if (world.mailMode === 'off') return;
  const { id: accountId, username } = told.account;
  const confirmed = (await findAddresses(world, tx, accountId)).filter(({ verifiedAt }) => verifiedAt !== null);
  const all = new Map<EmailId, string>(
    [...confirmed, ...(await openOldAddresses(world, tx, accountId))].map((one) => [one.id, one.address]),
  );
  for (const [emailId, address] of all) {
    const link = await insertLink(world, tx, now, { kind: told.link, accountId, emailId });
    await tellAddress(world, tx, { notice: told.notice, who: { accountId, username }, to: address, link, visit: told.visit, now });
  }
}
