import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { fromBase64url, toBase64url, utf8 } from '../base/bytes.ts';
import { openSealedText, type SealPlace, seal } from '../crypto/seal.ts';
import type { EnrolmentsTable } from '../schema/sessions.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { deriveCodes } from './derive-codes.ts';
import type { NewFactor } from './new-factor.ts';
import { CODES_COUNT } from './recovery-codes.ts';
import { ENROLMENT_MS } from './shown-secret.ts';
import { claimEnrolment, findEnrolment, insertEnrolment } from './store.ts';

/**
 * Keeps a proven first factor until a recovery code was asked back, or a second passkey stands instead (B9). Bound to the session
 * by its nonce, which outlives a step-up and dies with the session.
 */
export async function holdFactor(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  { accountId, session }: AccountCaller,
  { factor, now }: { readonly factor: NewFactor; readonly now: Millis },
): Promise<void> {
  const place = heldPlace(session.enrolNonce, accountId);
  await insertEnrolment(tx, {
    nonce: session.enrolNonce,
    account_id: accountId,
    sealed: seal(world, 'seal/totp', place, utf8(write(factor))),
    codes_nonce: toBase64url(world.random.bytes(16)),
    started_at: now,
    dies_at: now + ENROLMENT_MS,
  });
}

/** Takes the factor that waits in this session out; of two at once one gets it. */
export async function takeHeldFactor(
  world: Pick<World, 'keys'>,
  tx: Write,
  { accountId, session }: AccountCaller,
  now: Millis,
): Promise<NewFactor | undefined> {
  const held = await claimEnrolment(tx, { accountId, nonce: session.enrolNonce }, now);
  return held && open(world, held);
}

export interface Enrolment {
  readonly factor: NewFactor;
  /** The recovery codes, shown until one is asked back. */
  readonly codes: readonly string[];
}

/** The factor that waits in this session with its recovery codes; undefined when none waits. */
export async function findHeldFactor(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  { accountId, session }: AccountCaller,
): Promise<Enrolment | undefined> {
  const held = await findEnrolment(world.read, { accountId, nonce: session.enrolNonce }, world.clock.now());
  if (held === undefined) return undefined;
  const codes = deriveCodes(world.keys, { purpose: 'recovery-codes', nonce: held.codes_nonce, accountId, count: CODES_COUNT });
  return { factor: open(world, held), codes };
}

function open(world: Pick<World, 'keys'>, held: EnrolmentsTable): NewFactor {
  return read(openSealedText(world.keys, 'seal/totp', heldPlace(held.nonce, held.account_id), held.sealed));
}

function heldPlace(nonce: string, accountId: AccountId): SealPlace {
  return { table: 'enrolments', column: 'sealed', rowId: nonce, ownerId: accountId };
}

function write(factor: NewFactor): string {
  return JSON.stringify(factor, (_name, value: unknown) => (value instanceof Uint8Array ? { bytes: toBase64url(value) } : value));
}

function read(text: string): NewFactor {
  return JSON.parse(text, (_name, value: unknown) => {
    const bytes = (value as { bytes?: unknown } | null)?.bytes;
    return typeof bytes === 'string' ? fromBase64url(bytes) : value;
  }) as NewFactor;
}
