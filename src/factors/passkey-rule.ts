import { findTime } from '../audit/note-time.ts';
import type { AccountId } from '../base/brands.ts';
import { rowMac } from '../crypto/row-mac.ts';
import type { PasskeyRulesTable } from '../schema/sessions.ts';
import type { Keys, Reading } from '../world.ts';
import { findPasskeyRule } from './store.ts';

export type PasskeysOnly = 'off' | 'on' | 'leaving';

/**
 * Whether the account's owner lets in nothing but her passkeys; `leaving` still does not, until the wait is over (B14). A rule made
 * after `madeBy` does not count.
 */
export async function findPasskeysOnly(
  world: Pick<Reading, 'read'>,
  accountId: AccountId,
  madeBy: number = Number.POSITIVE_INFINITY,
): Promise<PasskeysOnly> {
  const rule = await findPasskeyRule(world.read, accountId);
  if (rule === undefined || rule.made_at > madeBy) return 'off';
  if (rule.ends_lived_ms === null) return 'on';
  return rule.ends_lived_ms > (await findTime(world)).lived ? 'leaving' : 'off';
}

/** Whether passwords, codes of an app and recovery codes open nothing of the account, by a rule made at `madeBy` or before. */
export async function isPasskeysOnly(world: Pick<Reading, 'read'>, accountId: AccountId, madeBy?: number): Promise<boolean> {
  return (await findPasskeysOnly(world, accountId, madeBy)) !== 'off';
}

/** A rule's row; read without its MAC, because a forged one could only close ways. */
export function passkeyRuleRow(keys: Keys, rule: Omit<PasskeyRulesTable, 'row_mac'>): PasskeyRulesTable {
  const { account_id, made_at } = rule;
  return { ...rule, row_mac: rowMac(keys, 'passkey_rules', { account_id, made_at }) };
}
