import { hasVerifiedPrimary } from '../accounts/has-verified-primary.ts';
import { findSightings } from '../audit/find-sightings.ts';
import type { SessionId } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { hasSecretShape, referenceOf } from '../crypto/reference.ts';
import { isRowMac } from '../crypto/row-mac.ts';
import { findOwed, findWarning } from '../factors/find-demand.ts';
import { hasLiveFactor } from '../factors/has-live-factor.ts';
import type { SessionsTable } from '../schema/sessions.ts';
import type { AccountCaller, Caller, FindCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading } from '../world.ts';
import { isOurHold } from './hold-row.ts';
import { isOurSession, judgeSession } from './session-row.ts';
import { type AccountRow, findAccount, findHalf, findHold, findOperatorRow, findSessionRow } from './store.ts';

type CallerWorld = Pick<Reading, 'clock' | 'keys' | 'read' | 'seen' | 'settings'>;

/** Builds the door `FindCaller`. A session counts while it is live, of the account's present epoch, and the account is not frozen. */
export function makeFindCaller(world: CallerWorld): FindCaller {
  return async (cookies, visit) => {
    const session = await findLiveSession(world, cookies.session);
    if (session?.state === 'live') return signedIn(world, session, visit);
    return findHalfCaller(world, cookies.half);
  };
}

export interface FoundSession {
  readonly row: SessionsTable;
  readonly account: AccountRow;
  readonly state: 'live' | 'idle';
}

/** The session of a cookie, live or idle; undefined for everything else. */
export async function findLiveSession(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  cookie: Secret | undefined,
): Promise<FoundSession | undefined> {
  if (cookie === undefined || !hasSecretShape(cookie.reveal())) return undefined;
  const row = await findSessionRow(world.read, referenceOf(world.keys, 'session', cookie) as SessionId);
  if (row === undefined || !isOurSession(world.keys, row)) return undefined;
  const account = await findAccount(world.read, row.account_id);
  if (account === undefined || account.auth_epoch !== row.epoch || account.frozen_at !== null) return undefined;
  // Once a second factor is needed no session on a password alone opens anything (B1).
  if (account.needs_second_factor_at !== null && row.strength === 'P') return undefined;

  const seen = (await findSightings(world, 'session', [row.handle])).get(row.handle);
  const lastUsedAt = Math.max(row.fresh_at, row.started_at, seen?.at ?? 0);
  const state = judgeSession({ authenticatedAt: row.authenticated_at, lastUsedAt }, world.clock.now());
  return state === 'over' ? undefined : { row, account, state };
}

async function signedIn(world: CallerWorld, { row, account }: FoundSession, visit: Visit): Promise<AccountCaller> {
  world.seen.note({ kind: 'session', id: row.handle, personId: account.person_id, address: visit.address, userAgent: visit.userAgent });
  const needsSecondFactor = account.needs_second_factor_at !== null;
  const hasFactor = needsSecondFactor && (await hasLiveFactor(world, account.id));
  return {
    kind: 'account',
    accountId: account.id,
    personId: account.person_id,
    username: account.username,
    isOperator: await isOperator(world, account),
    hasVerifiedAddress: await hasVerifiedPrimary(world.read, account.id),
    needsSecondFactor,
    hasSecondFactor: hasFactor && row.strength !== 'R',
    owes: await findOwed(world, account.id),
    warning: await findWarning(world, account.id, hasFactor),
    session: {
      id: row.id,
      handle: row.handle,
      epoch: row.epoch,
      strength: row.strength,
      factors: JSON.parse(row.factors) as string[],
      startedAt: row.started_at,
      authenticatedAt: row.authenticated_at,
      freshAt: row.fresh_at,
      freshStrength: row.fresh_strength,
      mailboxAt: row.mailbox_at,
      enrolNonce: row.enrol_nonce,
    },
  };
}

/** Whether the account is an operator; a grant that this house did not make counts for nothing (H7). */
async function isOperator(world: Pick<Reading, 'keys' | 'read'>, account: AccountRow): Promise<boolean> {
  const row = await findOperatorRow(world.read, account.id);
  if (row === undefined) return false;
  const { row_mac, ...stable } = row;
  return isRowMac(world.keys, 'operators', { account_id: account.id, ...stable }, row_mac);
}

async function findHalfCaller(world: CallerWorld, cookie: Secret | undefined): Promise<Caller> {
  if (cookie === undefined || !hasSecretShape(cookie.reveal())) return { kind: 'visitor' };
  const half = await findHalf(world.read, referenceOf(world.keys, 'half', cookie), world.clock.now());
  if (half === undefined) return findHeldCaller(world, cookie);
  if (half.registration_id !== null) return { kind: 'pending', halfId: half.id, registrationId: half.registration_id };
  if (half.account_id === null) return { kind: 'visitor' };
  const account = await findAccount(world.read, half.account_id);
  if (account === undefined || account.auth_epoch !== half.epoch || account.frozen_at !== null) return { kind: 'visitor' };
  return { kind: 'half', halfId: half.id, accountId: half.account_id, pool: half.pool, nextPath: half.next_path };
}

/** A browser that waits for its mailbox has the half state's cookie, under a new secret. */
async function findHeldCaller(world: CallerWorld, cookie: Secret): Promise<Caller> {
  const hold = await findHold(world.read, referenceOf(world.keys, 'half', cookie), world.clock.now());
  if (hold === undefined || !isOurHold(world.keys, hold)) return { kind: 'visitor' };
  const account = await findAccount(world.read, hold.account_id);
  if (account === undefined || account.auth_epoch !== hold.epoch || account.frozen_at !== null) return { kind: 'visitor' };
  return { kind: 'held', holdId: hold.id, handle: hold.handle, accountId: hold.account_id };
}
