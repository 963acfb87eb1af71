import { type Declarations, privately } from './declare.ts';

/** People who vouch for somebody who lost everything. `account` names the other one. */
export interface RecoveryEvents {
  'recovery.voucher-named': { details: { voucher: string; account: string } };
  'recovery.voucher-accepted': { details: { voucher: string; account: string; owner: string } };
  'recovery.voucher-removed': { details: { voucher: string; account: string; by: 'owner' | 'voucher' } };
  'recovery.needed-changed': { details: { before: number; needed: number; holds: 'now' | 'later' } };
}

export const RECOVERY_EVENTS: Declarations<RecoveryEvents> = {
  'recovery.voucher-named': privately('vouchers', 'links'),
  'recovery.voucher-accepted': privately('vouchers', 'links'),
  'recovery.voucher-removed': privately('vouchers', 'links'),
  'recovery.needed-changed': privately('vouching_rules', 'links'),
};
