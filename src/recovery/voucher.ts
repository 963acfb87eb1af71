import { Refusal } from '../base/refusal.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import type { VouchersTable, VouchingRulesTable } from '../schema/recovery.ts';
import type { Keys } from '../world.ts';

/** As many people as one account may name. */
export const MOST_VOUCHERS = 7;

/** One friend alone must never do: her passkey and a stolen mailbox would be all it takes. */
export const LEAST_NEEDED = 2;

/** A row with the MAC over everything in it: who can only write to the database names nobody (H7). */
export function sealVoucher(keys: Keys, row: Omit<VouchersTable, 'row_mac'>): VouchersTable {
  return { ...row, row_mac: rowMac(keys, 'vouchers', columnsOf(row)) };
}

/** Whether the row was written by this index. */
export function isOwnVoucher(keys: Keys, row: VouchersTable): boolean {
  return isRowMac(keys, 'vouchers', columnsOf(row), row.row_mac);
}

function columnsOf({
  id,
  account_id,
  voucher_id,
  named_at,
  accepted_at,
  counts_from_lived_ms,
}: Omit<VouchersTable, 'row_mac'>): Omit<VouchersTable, 'row_mac'> {
  return { id, account_id, voucher_id, named_at, accepted_at, counts_from_lived_ms };
}

/** Whether her word counts: she accepted so long ago that the owner could say no (C2). `lived` is the site's lived time. */
export function countsNow({ counts_from_lived_ms }: Pick<VouchersTable, 'counts_from_lived_ms'>, lived: number): boolean {
  return counts_from_lived_ms !== null && counts_from_lived_ms <= lived;
}

/** How many must vouch now; a smaller number holds only after its wait. */
export function neededNow(rule: Omit<VouchingRulesTable, 'account_id'> | undefined, lived: number): number {
  if (rule === undefined) return LEAST_NEEDED;
  const { needed, next_needed, next_from_lived_ms } = rule;
  return next_needed !== null && next_from_lived_ms !== null && next_from_lived_ms <= lived ? next_needed : needed;
}

/** @throws Refusal `recovery.bad-needed` */
export function parseNeeded(text: string): number {
  const needed = /^[0-9]$/.test(text.trim()) ? Number(text.trim()) : 0;
  if (needed >= LEAST_NEEDED && needed <= MOST_VOUCHERS) return needed;
  throw new Refusal('invalid', 'recovery.bad-needed', `Type a number from ${LEAST_NEEDED} to ${MOST_VOUCHERS}.`, { field: 'needed' });
}
