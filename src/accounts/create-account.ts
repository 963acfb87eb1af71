import { findPersonKey } from '../audit/data-keys.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, EmailId, Millis, PersonId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { newId } from '../crypto/reference.ts';
import type { World } from '../world.ts';
import { closedKeys } from './closed-name.ts';
import { addressMac, type EmailAddress } from './email-address.ts';
import { addressPlace, namePlace, personSeal } from './personal.ts';
import { insertAccountRow, insertEmail, isClosedName, setPassword, verifyEmail } from './store.ts';
import { type Username, usernameKey } from './username.ts';

export interface NewAccount {
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly username: Username;
  readonly name: string;
  readonly address: EmailAddress;
  /** Sealed to `passwordPlace(accountId)`; empty for an account without a password. */
  readonly passwordSealed: string;
  /** The operator who vouches for the address where no mail can prove it; else null. */
  readonly vouchedBy: AccountId | null;
}

export interface CreatedAccount {
  readonly emailId: EmailId;
  readonly isAddressVerified: boolean;
  readonly changed: readonly RowRef[];
}

/**
 * Writes a new account with its password and first address, primary and verified, in the act that proved it. Where another account
 * verified the same address meanwhile, the account is born with it unverified.
 *
 * @throws Refusal `account.name-taken`
 */
export async function createAccount(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  now: Millis,
  account: NewAccount,
): Promise<CreatedAccount> {
  const { accountId, personId, username } = account;
  const seal = personSeal(world, await findPersonKey(world, tx, personId));
  const isNew = await insertAccountRow(tx, {
    ...{ id: accountId, person_id: personId, username, username_key: usernameKey(username), made_at: now, auth_epoch: 1 },
    ...{
      name_sealed: seal.seal(namePlace(accountId, personId), account.name),
      needs_second_factor_at: null,
      frozen_at: null,
      frozen_by: null,
    },
  });
  if (!isNew || (await isClosedName(tx, closedKeys(world.keys, usernameKey(username))))) throw nameTaken();
  const hasPassword = account.passwordSealed !== '';
  if (hasPassword) await setPassword(tx, accountId, account.passwordSealed, now);

  const emailId = newId<EmailId>(world.random);
  await insertEmail(tx, {
    ...{ id: emailId, account_id: accountId, address_sealed: seal.seal(addressPlace(emailId, personId), account.address) },
    ...{
      address_mac: addressMac(world.keys, account.address),
      made_at: now,
      verified_at: null,
      vouched_by: null,
      primary_at: now,
      dies_at: null,
    },
  });
  const isAddressVerified = await verifyEmail(tx, emailId, now, account.vouchedBy);
  return {
    emailId,
    isAddressVerified,
    changed: [...rows('accounts', [accountId]), ...(hasPassword ? rows('passwords', [accountId]) : []), ...rows('emails', [emailId])],
  };
}

export function nameTaken(): Refusal {
  return new Refusal('conflict', 'account.name-taken', 'This user name is taken. Choose another.', { field: 'username' });
}
