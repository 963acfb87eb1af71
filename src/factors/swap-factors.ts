import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { hmacSha1 } from '../crypto/digest.ts';
import { deriveForEnrolment } from '../crypto/enrol.ts';
import { referenceOf } from '../crypto/reference.ts';
import { findAcceptedStep, normalizeTotpCode, TOTP_SECRET_BYTES } from '../protocols/totp.ts';
import type { World } from '../world.ts';
import { type CreationOptions, creationOptions } from './ceremony-options.ts';
import { type Ceremony, makeChallenge, readChallenge } from './challenge.ts';
import { deriveCodes } from './derive-codes.ts';
import { endPasskeysOnly } from './end-passkeys-only.ts';
import { findKeys } from './find-keys.ts';
import { type Enrolling, insertFactor } from './new-factor.ts';
import { CODES_COUNT, listRows, type PreparedList } from './recovery-codes.ts';
import { relyingParty } from './relying-party.ts';
import { removeApps } from './removed-store.ts';
import { claimChallenge, endKeys, insertList, replaceList, setNeedsSecondFactor } from './store.ts';
import { verifyAttestation } from './verify-ceremony.ts';

/** Who begins anew in a browser without a session: everything that it is shown is derived from its secret. */
export interface Claimant {
  readonly accountId: AccountId;
  readonly username: string;
  readonly secret: Secret;
}

/** The secret for an app, and recovery codes, as its page shows them; looking at them writes nothing (A8). */
export function offeredTo(
  world: Pick<World, 'keys'>,
  { accountId, secret }: Claimant,
): { readonly totp: Uint8Array; readonly codes: readonly string[] } {
  const nonce = secret.reveal();
  const totp = deriveForEnrolment(world.keys, { purpose: 'claim-totp', nonce, accountId }, TOTP_SECRET_BYTES);
  return { totp, codes: deriveCodes(world.keys, { purpose: 'claim-codes', nonce, accountId, count: CODES_COUNT }) };
}

function ceremonyOf(world: Pick<World, 'keys'>, { secret }: Claimant): Ceremony {
  return { kind: 'claim', binding: referenceOf(world.keys, 'claim', secret) };
}

/** What the claimant's browser asks a new authenticator for. */
export async function anewOptions(world: World, claimant: Claimant): Promise<CreationOptions> {
  const keys = await findKeys(world, claimant.accountId);
  return creationOptions(relyingParty(world.settings), { ...claimant, keys }, makeChallenge(world, ceremonyOf(world, claimant)));
}

const REFUSED = new Refusal('invalid', 'factor.key-refused', 'That passkey could not be added. Reload the page and try again.');
const WRONG = new Refusal('invalid', 'factor.wrong-code', 'That code was wrong. Type the six digits that your app shows now.', {
  field: 'totp_value',
});

/**
 * Looks at the claimant's new factor: a passkey, or an app that took in the shown secret. A passkey is young (B17).
 *
 * @throws Refusal `factor.key-refused`, `factor.wrong-code`
 */
export async function proveClaimed(
  world: World,
  claimant: Claimant,
  form: { readonly credential: string; readonly totpValue: string; readonly youngUntil: number },
): Promise<Enrolling> {
  const now = world.clock.now();
  if (form.credential === '') {
    const code = normalizeTotpCode(form.totpValue);
    const secret = offeredTo(world, claimant).totp;
    const step = code === undefined || world.clock.isSuspect() ? undefined : findAcceptedStep(hmacSha1, secret, code, now);
    if (step === undefined) throw WRONG;
    return { factor: { kind: 'totp', name: 'Authenticator app', secret, step } };
  }
  const party = relyingParty(world.settings);
  const ceremony = ceremonyOf(world, claimant);
  const attested = await verifyAttestation(
    { party, readChallenge: (given) => readChallenge(world.keys, ceremony, given, now) },
    form.credential,
  );
  if (attested === undefined) throw REFUSED;
  const { challenge, ...key } = attested;
  return {
    factor: { kind: 'key', name: 'Passkey', key: { ...key, youngUntil: form.youngUntil } },
    async claim(tx) {
      if (!(await claimChallenge(tx, challenge.ref, challenge.diesAt))) throw REFUSED;
    },
  };
}

export interface Swapped {
  readonly events: readonly Event[];
  readonly keys: number;
  readonly apps: number;
}

/**
 * Every old factor and code out, the new ones in, inside the act of a recovery: at no instant does the account need none (C1). Old
 * passkeys keep their rows, ended.
 *
 * @throws Refusal `factor.key-refused`, `factor.key-taken`
 */
export async function swapFactors(
  world: World,
  tx: Write,
  now: Millis,
  swap: { readonly accountId: AccountId; readonly enrolling: Enrolling; readonly prepared: PreparedList },
): Promise<Swapped> {
  const { accountId, enrolling, prepared } = swap;
  await enrolling.claim?.(tx);
  const subjects = [ofAccount(accountId)];
  const apps = await removeApps(tx, accountId, now);
  const keys = await endKeys(tx, accountId, now);
  const lists = await replaceList(tx, accountId, now);
  const added = await insertFactor(world, tx, accountId, { factor: enrolling.factor, now });
  await insertList(tx, prepared.list, prepared.codes);
  await setNeedsSecondFactor(tx, accountId, now);
  const count = prepared.codes.length;
  const made: Event = {
    ...{ kind: 'factor.codes-made', subjects, details: { list: prepared.list.id, count }, rows: listRows(prepared, lists) },
  };
  const removedApps = apps.map(
    ({ id, name }): Event => ({
      ...{ kind: 'factor.totp-removed', subjects, details: { app: id, name }, rows: rows('totp_apps', [id]) },
    }),
  );
  const removedKeys = keys.map(
    ({ id, name }): Event => ({
      ...{ kind: 'factor.key-removed', subjects, details: { key: id, name, leaves: 'now' }, rows: rows('webauthn_keys', [id]) },
    }),
  );
  const opened = await endPasskeysOnly(tx, accountId);
  return { events: [added.event, made, ...removedApps, ...removedKeys, ...opened], keys: keys.length, apps: apps.length };
}
