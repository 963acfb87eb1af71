import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId, EmailId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { findAddresses } from './find-addresses.ts';
import { getPersonId, verifyEmail } from './store.ts';

export interface Vouching {
  readonly accountId: AccountId;
  readonly emailId: EmailId;
  readonly reason: string;
}

/**
 * Where no mail goes out an operator vouches for an address instead of its mailbox, recorded as such. Where mail does, only the
 * mailbox proves it.
 *
 * @throws Refusal `account.mail-works`, `account.no-such-address`, `account.address-taken`
 */
export async function vouchForAddress(world: World, visit: Visit, operator: AccountCaller, vouching: Vouching): Promise<void> {
  if (world.mailMode !== 'off') {
    throw new Refusal('conflict', 'account.mail-works', 'This index sends mail: its owner confirms the address by the mailed link.');
  }
  const { accountId, emailId, reason } = vouching;
  await act(world, byCaller(operator, visit, 'operator'), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const found = (await findAddresses(world, tx, accountId)).find(({ id, verifiedAt }) => id === emailId && verifiedAt === null);
    if (found === undefined) throw new Refusal('not-found', 'account.no-such-address', 'The account has no such unconfirmed address.');
    if (!(await verifyEmail(tx, emailId, now, operator.accountId))) {
      throw new Refusal('conflict', 'account.address-taken', 'Another account has this address. Its owner adds a different one.');
    }
    return {
      result: undefined,
      events: [
        {
          kind: 'account.email-verified',
          subjects: [ofAccount(accountId)],
          details: { email: emailId, how: 'operator', reason },
          personal: { address: found.address },
          about: await getPersonId(tx, accountId),
          rows: rows('emails', [emailId]),
        },
      ],
    };
  });
}
