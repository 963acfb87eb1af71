import { findPolicies } from '../accounts/find-policies.ts';
import { hasPassword } from '../accounts/has-password.ts';
import { findTime } from '../audit/note-time.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { Write } from '../audit/write.ts';
import { Refusal } from '../base/refusal.ts';
import { waitMs } from '../settings/policies.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { type CreationOptions, creationOptions } from './ceremony-options.ts';
import { type Ceremony, type LiveChallenge, makeChallenge, readChallenge } from './challenge.ts';
import type { FactorDoors } from './doors.ts';
import { enrolFactor } from './enrol-factor.ts';
import { findKeys } from './find-keys.ts';
import { checkRoomForKey, type Proven } from './new-factor.ts';
import { relyingParty } from './relying-party.ts';
import { isShownByOld } from './remove-key.ts';
import { checkMailbox } from './replace-factors.ts';
import { claimChallenge } from './store.ts';
import { parseFactorName } from './totp-app.ts';
import { verifyAttestation } from './verify-ceremony.ts';
import { isLive } from './webauthn-key.ts';
import { findLostLately } from './young.ts';

const REFUSED = new Refusal(
  'invalid',
  'factor.key-refused',
  'That passkey could not be added: the answer was not made for this page, or five minutes have passed. Try again.',
  { field: 'credential' },
);

const ALONE = new Refusal(
  'invalid',
  'factor.key-alone',
  'This account has no password, so its passkey must check you by a PIN, a finger or your face, and that one did not. Take another, or set a password first.',
);

/** What the browser asks an authenticator for; looking at it stores nothing. */
export async function newKeyOptions(world: World, { caller }: Pick<Asking, 'caller'>): Promise<CreationOptions> {
  const keys = await findKeys(world, caller.accountId);
  checkRoomForKey(keys);
  return creationOptions(relyingParty(world.settings), { ...caller, keys }, makeChallenge(world, ceremonyOf(caller)));
}

/** Bound to the session by the nonce that outlives a step-up. */
function ceremonyOf({ session }: AccountCaller): Ceremony {
  return { kind: 'enrol', binding: session.enrolNonce };
}

/**
 * Confirms a new passkey or security key by the answer of its authenticator; see `enrolFactor` for when it counts. A challenge is
 * answered once. Added by less than an older passkey it is young: for a while it signs in and no more (B17).
 *
 * @throws Refusal `factor.key-refused`, `factor.key-taken`, `factor.too-many-keys`, `factor.bad-name`,
 * `factor.key-alone`, `factor.mailbox-first`, `session.ended`
 */
export async function proveKey(
  world: World,
  doors: FactorDoors,
  asking: Asking,
  form: { readonly credential: string; readonly name: string },
): Promise<Proven> {
  const { caller, visit } = asking;
  const name = parseFactorName(form.name, 'Passkey');
  checkMailbox(world, caller);
  const verifying = {
    party: relyingParty(world.settings),
    readChallenge: (given: string) => readChallenge(world.keys, ceremonyOf(caller), given, world.clock.now()),
  };
  const attested = await verifyAttestation(verifying, form.credential);
  if (attested === undefined) {
    const by = byCaller(caller, visit);
    await recordRefusal(world, by, { kind: 'refused.enrolment', details: { what: 'key' }, accountId: caller.accountId });
    throw REFUSED;
  }
  if (!attested.verifiesPerson && !(await hasPassword(world.read, caller.accountId))) throw ALONE;
  const { challenge, ...key } = attested;
  const youngUntil = await findYoungUntil(world, caller);
  return enrolFactor(world, doors, asking, {
    factor: { kind: 'key', name, key: { ...key, youngUntil } },
    claim: (tx) => claim(tx, challenge),
  });
}

async function claim(tx: Write, { ref, diesAt }: LiveChallenge): Promise<void> {
  if (!(await claimChallenge(tx, ref, diesAt))) throw REFUSED;
}

/** In lived time: 0 for a first factor where none was removed within the wait, and for one that an older passkey with user verification let in. */
async function findYoungUntil(world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>, caller: AccountCaller): Promise<number> {
  if (!caller.needsSecondFactor && (await findLostLately(world, caller.accountId, world.clock.now())) === undefined) return 0;
  const { lived } = await findTime(world);
  const keys = (await findKeys(world, caller.accountId)).filter((key) => isLive(key, world.clock.now()));
  return isShownByOld(caller, keys, lived) ? 0 : lived + waitMs(await findPolicies(world));
}
