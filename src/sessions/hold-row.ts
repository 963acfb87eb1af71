import { MINUTE, type PersonId } from '../base/brands.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import type { SealPlace } from '../crypto/seal.ts';
import type { MailHoldsTable } from '../schema/sessions.ts';
import type { Keys } from '../world.ts';

/** How long a sign-in waits for its mailbox (B7). */
export const HOLD_MS: number = 10 * MINUTE;

type Unsigned = Omit<MailHoldsTable, 'row_mac'>;

/** The row with its MAC: whoever can only write to the database makes no second factor shown of one that was not. */
export function signHold(keys: Keys, row: Unsigned): MailHoldsTable {
  return { ...row, row_mac: rowMac(keys, 'mail_holds', { ...row }) };
}

/** Whether the row was made by this house. */
export function isOurHold(keys: Keys, { row_mac, ...row }: MailHoldsTable): boolean {
  return isRowMac(keys, 'mail_holds', { ...row }, row_mac);
}

/** Where the address and user agent of a sign-in that waits are sealed to. */
export function holdOriginPlace(handle: string, personId: PersonId): SealPlace {
  return { table: 'mail_holds', column: 'origin_sealed', rowId: handle, ownerId: personId };
}
