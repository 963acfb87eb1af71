import { findPersonKey } from '../audit/data-keys.ts';
import type { AccountId, EmailId } from '../base/brands.ts';
import { openText } from '../crypto/person-key.ts';
import type { Read, World } from '../world.ts';
import { addressPlace } from './personal.ts';
import { getPersonId, listEmails } from './store.ts';

export interface AccountAddress {
  readonly id: EmailId;
  readonly address: string;
  readonly isPrimary: boolean;
  readonly verifiedAt: number | null;
  readonly isVouchedFor: boolean;
  readonly madeAt: number;
}

/** The account's mail addresses, primary first, then oldest first. */
export async function findAddresses(world: Pick<World, 'keys'>, read: Read, accountId: AccountId): Promise<readonly AccountAddress[]> {
  const personId = await getPersonId(read, accountId);
  const key = await findPersonKey(world, read, personId);
  const found = await listEmails(read, accountId);
  const addresses = found.map((row) => ({
    id: row.id,
    address: openText(world.keys, key, addressPlace(row.id, personId), row.address_sealed),
    isPrimary: row.primary_at !== null,
    verifiedAt: row.verified_at,
    isVouchedFor: row.vouched_by !== null,
    madeAt: row.made_at,
  }));
  return addresses.sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
}
