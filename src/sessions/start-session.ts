import type { RenewSession, StartSession } from '../accounts/doors.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import { sessionEnded } from '../audit/session-ended.ts';
import type { PersonId, SessionId } from '../base/brands.ts';
import { toBase64url, toHex } from '../base/bytes.ts';
import { openText, sealText } from '../crypto/person-key.ts';
import { newSecret, referenceOf } from '../crypto/reference.ts';
import type { SealPlace } from '../crypto/seal.ts';
import type { SessionsTable } from '../schema/sessions.ts';
import type { World } from '../world.ts';
import { isOurSession, signSession } from './session-row.ts';
import { endSession, findSessionRow, insertSession } from './store.ts';

type SessionWorld = Pick<World, 'keys' | 'random'>;

/** Where a session's address and user agent are sealed to. */
export function sessionOriginPlace(handle: string, personId: PersonId): SealPlace {
  return { table: 'sessions', column: 'origin_sealed', rowId: handle, ownerId: personId };
}

/** Builds the door `StartSession`: a new secret for the cookie, its keyed hash in the row. */
export function makeStartSession(world: SessionWorld): StartSession {
  return async (tx, start) => {
    const handle = toHex(world.random.bytes(8));
    const key = await findPersonKey(world, tx, start.personId);
    const origin = JSON.stringify({ address: start.visit.address, userAgent: start.visit.userAgent });
    return insertNew(world, tx, {
      handle,
      account_id: start.accountId,
      epoch: start.epoch,
      strength: start.strength,
      factors: JSON.stringify(start.factors),
      started_at: start.now,
      authenticated_at: start.now,
      fresh_at: start.now,
      fresh_strength: start.strength,
      mailbox_at: start.mailboxAt,
      enrol_nonce: newNonce(world),
      origin_sealed: sealText(world, key, sessionOriginPlace(handle, start.personId), origin),
    });
  };
}

/**
 * Builds the door `RenewSession`: the old id dies, the new row keeps what was proven and adds what is proven now (B19). It throws
 * `session.ended` when the session was signed out or ended meanwhile; that the account's epoch is still its own, the act has checked.
 */
export function makeRenewSession(world: SessionWorld): RenewSession {
  return async (tx, renewal) => {
    const { caller, now } = renewal;
    const old = await findSessionRow(tx, caller.session.id);
    if (old === undefined || !isOurSession(world.keys, old)) throw sessionEnded();
    const ended = await endSession(tx, caller.accountId, old.handle, now);
    const handle = toHex(world.random.bytes(8));
    const key = await findPersonKey(world, tx, caller.personId);
    const origin = openText(world.keys, key, sessionOriginPlace(old.handle, caller.personId), old.origin_sealed);
    const started = await insertNew(world, tx, {
      handle,
      account_id: caller.accountId,
      epoch: renewal.epoch,
      ...provenColumns(old, renewal),
      // What is shown before it is confirmed stays the same over a step-up, and changes once it counts (A8).
      enrol_nonce: renewal.epoch === old.epoch ? old.enrol_nonce : newNonce(world),
      origin_sealed: sealText(world, key, sessionOriginPlace(handle, caller.personId), origin),
    });
    return { ...started, changed: [...ended, ...started.changed] };
  };
}

type ProvenColumn = 'strength' | 'factors' | 'started_at' | 'authenticated_at' | 'fresh_at' | 'fresh_strength' | 'mailbox_at';

/** Only all factors together reset the 12 hours (B19): a password where it is the only one, or two. */
function provenColumns(
  old: SessionsTable,
  { now, proved, isResumed, mailboxAt }: Parameters<RenewSession>[1],
): Pick<SessionsTable, ProvenColumn> {
  const kept = {
    // A resumed session is used from now on.
    started_at: isResumed ? now : old.started_at,
    mailbox_at: mailboxAt ?? old.mailbox_at,
  };
  if (proved === undefined) {
    const { strength, factors, authenticated_at, fresh_at, fresh_strength } = old;
    return { ...kept, strength, factors, authenticated_at, fresh_at, fresh_strength };
  }
  const { strength, factors } = proved;
  return { ...kept, strength, factors: JSON.stringify(factors), authenticated_at: now, fresh_at: now, fresh_strength: strength };
}

async function insertNew(
  world: SessionWorld,
  tx: Parameters<StartSession>[0],
  row: Omit<SessionsTable, 'id' | 'ended_at' | 'row_mac'>,
): ReturnType<StartSession> {
  const secret = newSecret(world.random);
  const signed = signSession(world.keys, {
    ...row,
    id: referenceOf(world.keys, 'session', secret) as SessionId,
    ended_at: null,
  });
  const changed = await insertSession(tx, signed);
  return { cookie: { name: 'session', value: secret }, handle: row.handle, changed };
}

function newNonce(world: SessionWorld): string {
  return toBase64url(world.random.bytes(16));
}
