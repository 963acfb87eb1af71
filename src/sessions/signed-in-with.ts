import type { AccountId } from '../base/brands.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { findKeys } from '../factors/find-keys.ts';
import type { SessionsTable, Strength } from '../schema/sessions.ts';
import type { Reading } from '../world.ts';

/** With what a session was opened or last confirmed. */
export type Shown = Pick<SessionsTable, 'strength' | 'mailbox_at'> & { readonly factors: readonly string[] };

/** Names of an account's authenticators, by id. */
export interface FactorNames {
  readonly apps: ReadonlyMap<string, string>;
  readonly keys: ReadonlyMap<string, string>;
}

/** What the account's owner calls her authenticators. */
export async function findFactorNames(reading: Pick<Reading, 'keys' | 'read'>, accountId: AccountId): Promise<FactorNames> {
  const apps = await findTotpApps(reading, accountId);
  const keys = await findKeys(reading, accountId);
  return { apps: new Map(apps.map(({ id, name }) => [id, name])), keys: new Map(keys.map(({ id, name }) => [id, name])) };
}

/** As it follows "with": “password, authenticator app “Phone” and a mailed link”. */
export function withFactors({ strength, factors, mailbox_at }: Shown, names: FactorNames): string {
  const words = factors.map((factor) => factorWords(factor, strength, names));
  const all = mailbox_at === null || factors.includes('link') ? words : [...words, LINK];
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

const LINK = 'a mailed link';

function factorWords(factor: string, strength: Strength, { apps, keys }: FactorNames): string {
  if (factor === 'password') return 'password';
  if (factor === 'recovery-code') return 'recovery code';
  if (factor === 'link') return LINK;
  if (factor === 'session') return 'a session that had rested';
  if (factor === 'new-factor') return 'a factor that is being set up';
  const app = apps.get(factor);
  if (app !== undefined) return `authenticator app “${app}”`;
  const key = keys.get(factor);
  if (key === undefined) return 'a factor that is gone';
  return `${strength === 'V' ? 'passkey' : 'security key'} “${key}”`;
}
