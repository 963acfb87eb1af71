import type { AccountId, SessionId } from '../base/brands.ts';
import { HOUR } from '../base/brands.ts';
import { isRowMac, rowMac, type StableColumns } from '../crypto/row-mac.ts';
import type { SessionsTable } from '../schema/sessions.ts';
import type { Keys } from '../world.ts';

/** Without a request for this long it rests; one factor wakes it within its 12 hours (design 6). */
export const IDLE_MS: number = HOUR;

/** Since all factors were shown; then it is over, however busy it was. */
export const ABSOLUTE_MS: number = 12 * HOUR;

type Unsigned = Omit<SessionsTable, 'row_mac'>;

/** Everything but `ended_at`: whoever can only write to the database can end a session, never make or raise one. */
function stableColumns(row: Unsigned): StableColumns {
  const { ended_at: _, ...stable } = row;
  return { ...stable };
}

/** The row with its MAC. */
export function signSession(keys: Keys, row: Unsigned): SessionsTable {
  return { ...row, row_mac: rowMac(keys, 'sessions', stableColumns(row)) };
}

/** Whether the row was made by this house. */
export function isOurSession(keys: Keys, { row_mac, ...row }: SessionsTable): boolean {
  return isRowMac(keys, 'sessions', stableColumns(row), row_mac);
}

/** What a session is judged by: it must belong to the account's present epoch. */
export interface SessionFacts {
  readonly id: SessionId;
  readonly accountId: AccountId;
  readonly authenticatedAt: number;
  /** Start, last step-up or last request, whichever is newest. */
  readonly lastUsedAt: number;
}

/** `live`, `idle` (one factor resumes it) or `over`. */
export function judgeSession(facts: Pick<SessionFacts, 'authenticatedAt' | 'lastUsedAt'>, now: number): 'live' | 'idle' | 'over' {
  if (now - facts.authenticatedAt >= ABSOLUTE_MS) return 'over';
  return now - facts.lastUsedAt >= IDLE_MS ? 'idle' : 'live';
}
