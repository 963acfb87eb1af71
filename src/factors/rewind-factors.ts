import type { Event } from '../audit/events/events.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { rewindPasskeysOnly } from './end-passkeys-only.ts';
import { dropAppsSince, endListSince, rewindKeys } from './rewind-store.ts';
import { setNeedsSecondFactor } from './store.ts';

export interface Rewound {
  readonly keys: number;
  readonly apps: number;
  readonly changed: readonly RowRef[];
  readonly events: readonly Event[];
}

interface Rewinding {
  readonly since: number;
  readonly hadFactor: boolean;
  /** Since when it needs one now; null where it needs none. */
  readonly neededSince: Millis | null;
  readonly now: Millis;
}

/**
 * Drops every factor that was set up after a time, and keeps the passkeys whose removal was asked for since (C8). An account that had
 * no factor then needs none again. Names the rows for that act's event, and what has an event of its own.
 */
export async function rewindFactors(tx: Write, accountId: AccountId, { since, hadFactor, neededSince, now }: Rewinding): Promise<Rewound> {
  const apps = await dropAppsSince(tx, accountId, since);
  const keys = await rewindKeys(tx, accountId, since);
  const lists = await endListSince(tx, accountId, since, now);
  // What was young before the change stays so (B17).
  await setNeedsSecondFactor(tx, accountId, hadFactor ? (neededSince ?? now) : null);
  const keyRows = rows('webauthn_keys', [...keys.gone, ...keys.kept]);
  const changed = [...rows('totp_apps', apps), ...keyRows, ...rows('recovery_lists', lists)];
  const events = await rewindPasskeysOnly(tx, accountId, since);
  return { keys: keys.gone.length, apps: apps.length, changed, events };
}
