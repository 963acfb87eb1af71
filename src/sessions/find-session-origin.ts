import { findPersonKey } from '../audit/data-keys.ts';
import type { AccountId } from '../base/brands.ts';
import { openText } from '../crypto/person-key.ts';
import type { Strength } from '../schema/sessions.ts';
import type { Reading } from '../world.ts';
import { isOurSession, judgeSession } from './session-row.ts';
import { sessionOriginPlace } from './start-session.ts';
import { findAccount, findSessionByHandle } from './store.ts';

/** When, how and from where a session began. */
export interface SessionOrigin {
  readonly accountId: AccountId;
  readonly username: string;
  readonly startedAt: number;
  readonly strength: Strength;
  readonly address: string;
  readonly userAgent: string;
}

/** Of a session that is not over, by its public name. */
export async function findSessionOrigin(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  handle: string,
): Promise<SessionOrigin | undefined> {
  const row = await findSessionByHandle(world.read, handle);
  const account = row && (await findAccount(world.read, row.account_id));
  if (row === undefined || account === undefined || !isOurSession(world.keys, row)) return undefined;
  if (row.epoch !== account.auth_epoch || account.frozen_at !== null) return undefined;
  const times = { authenticatedAt: row.authenticated_at, lastUsedAt: world.clock.now() };
  if (judgeSession(times, world.clock.now()) === 'over') return undefined;
  const key = await findPersonKey(world, world.read, account.person_id);
  const origin = openText(world.keys, key, sessionOriginPlace(handle, account.person_id), row.origin_sealed);
  const { address, userAgent } = JSON.parse(origin) as { address: string; userAgent: string };
  return { accountId: account.id, username: account.username, startedAt: row.started_at, strength: row.strength, address, userAgent };
}
