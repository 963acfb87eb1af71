import { type Declarations, privately } from './declare.ts';

/** People who vouch for somebody who lost everything. `account` names the other one. */
export interface RecoveryEvents {
  'recovery.voucher-named': { details: { voucher: string; account: string } };
  'recovery.voucher-accepted': { details: { voucher: string; account: string; owner: string } };
  'recovery.voucher-removed': { details: { voucher: string; account: string; by: 'owner' | 'voucher' } };
  'recovery.needed-changed': { details: { before: number; needed: number; holds: 'now' | 'later' } };
  'recovery.started': { details: { recovery: string; account: string; by: 'operator' | 'command'; reason: string } };
  'recovery.withdrawn': { details: { recovery: string; account: string; reason: string } };
  'recovery.asked': { details: { recovery: string; by: 'password' | 'recovery-code' | 'operators'; needed: number } };
  'recovery.vouched': {
    details: { recovery: string; account: string; owner: string; as: string; word: number; of: number; statement: string; reason?: string };
  };
  'recovery.objected': { details: { recovery: string; by: 'session' | 'link' } };
  'recovery.stopped': { details: { recovery: string; factor: string } };
  'recovery.warned': { details: { recovery: string } };
  'recovery.told': { details: { recovery: string } };
  'recovery.ready': { details: { recovery: string } };
  'recovery.expired': { details: { recovery: string } };
  'recovery.practice-begun': { details: { recovery: string; needed: number; people: number } };
  'recovery.practised': { details: { recovery: string; account: string; owner: string; word: number; of: number; statement: string } };
  'recovery.practice-ended': { details: { recovery: string; by: 'owner' | 'time' | 'request'; vouched: number; needed: number } };
  'recovery.completed': { details: { recovery: string; keys: number; apps: number } };
}

export const RECOVERY_EVENTS: Declarations<RecoveryEvents> = {
  'recovery.voucher-named': privately('vouchers', 'links'),
  'recovery.voucher-accepted': privately('vouchers', 'links'),
  'recovery.voucher-removed': privately('vouchers', 'links'),
  'recovery.started': privately('recoveries', 'links'),
  'recovery.withdrawn': privately('recoveries', 'links'),
  'recovery.asked': privately('recoveries', 'links'),
  'recovery.vouched': privately('vouches', 'recoveries', 'webauthn_keys', 'spent_challenges', 'links'),
  'recovery.objected': privately('recoveries', 'links'),
  'recovery.stopped': privately('recoveries', 'links'),
  'recovery.warned': privately('recoveries', 'links'),
  'recovery.told': privately('recoveries'),
  'recovery.ready': privately('recoveries', 'links'),
  'recovery.expired': privately('recoveries'),
  'recovery.completed': privately(
    ...([
      'recoveries',
      'accounts',
      'passwords',
      'sessions',
      'devices',
      'enrolments',
      'links',
      'tokens',
      'totp_apps',
      'webauthn_keys',
    ] as const),
    ...(['recovery_lists', 'recovery_codes', 'spent_challenges'] as const),
  ),
  'recovery.practice-begun': privately('recoveries', 'links'),
  'recovery.practised': privately('vouches', 'webauthn_keys', 'spent_challenges'),
  'recovery.practice-ended': privately('recoveries', 'links'),
  'recovery.needed-changed': privately('vouching_rules', 'links'),
};
