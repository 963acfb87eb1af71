import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import { findPasskeysOnly } from './passkey-rule.ts';
import { setRuleEnd } from './store.ts';

/** A switch that lets in nothing but passkeys which are gone would close the account to the factor that came in. Gives the event. */
export async function endPasskeysOnly(tx: Write, accountId: AccountId): Promise<readonly Event[]> {
  if ((await findPasskeysOnly({ read: tx }, accountId)) === 'off') return [];
  return [await setRule(tx, accountId, 'ended')];
}

/**
 * Undoes what was done to the switch since a time (C8): one that was made since is over; one that is on its way out stays, because
 * nobody can tell whether its owner asked for that, and she may ask again. Gives the event.
 */
export async function rewindPasskeysOnly(tx: Write, accountId: AccountId, since: number): Promise<readonly Event[]> {
  if ((await findPasskeysOnly({ read: tx }, accountId)) === 'off') return [];
  const before = await findPasskeysOnly({ read: tx }, accountId, since);
  if (before === 'off') return [await setRule(tx, accountId, 'undone')];
  return before === 'leaving' ? [await setRule(tx, accountId, 'kept')] : [];
}

async function setRule(tx: Write, accountId: AccountId, is: 'ended' | 'undone' | 'kept'): Promise<Event> {
  await setRuleEnd(tx, accountId, is === 'kept' ? null : 0);
  const changed = rows('passkey_rules', [accountId]);
  return { kind: 'factor.passkeys-only', subjects: [ofAccount(accountId)], details: { is }, rows: changed };
}
