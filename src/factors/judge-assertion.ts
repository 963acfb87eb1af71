import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { Reading, World } from '../world.ts';
import { type RequestOptions, requestOptions, userHandle } from './ceremony-options.ts';
import { type Ceremony, makeChallenge, readChallenge } from './challenge.ts';
import { findKeyByCredential, findKeys } from './find-keys.ts';
import { relyingParty } from './relying-party.ts';
import { claimChallenge, claimSignCount } from './store.ts';
import { type Asserted, credentialIdOf, userHandleOf, verifyAssertion } from './verify-ceremony.ts';
import { isLive, type WebauthnKey } from './webauthn-key.ts';

export type AssertionJudgement =
  | { readonly result: 'right'; readonly asserted: Asserted }
  /** `accountId` is there when the key is known here. */
  | { readonly result: 'wrong' | 'cloned'; readonly accountId?: AccountId };

/** Which keys may answer, at a time: live ones, unless something else is asked for. */
export type Counts = (key: WebauthnKey, now: number) => boolean;

/** Options for an assertion. Without an account any passkey of this site may answer. */
export async function assertionOptions(world: World, ceremony: Ceremony, accountId?: AccountId): Promise<RequestOptions> {
  const keys = accountId === undefined ? [] : await findLiveKeys(world, accountId);
  return requestOptions(relyingParty(world.settings), keys, makeChallenge(world, ceremony));
}

/** The account's keys that open something now. */
export async function findLiveKeys(world: Pick<Reading, 'clock' | 'keys' | 'read'>, accountId: AccountId): Promise<readonly WebauthnKey[]> {
  return (await findKeys(world, accountId)).filter((key) => isLive(key, world.clock.now()));
}

/**
 * Looks whether an answer is an assertion of a live key, made for this ceremony in this browser. With `accountId` only that account's
 * keys count; without, the authenticator has to name the account itself (model row 4). Claim it in the act that it opens.
 * A wrong one costs nobody anything: failed assertions disable no passkey (B3).
 */
export async function judgeAssertion(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  ceremony: Ceremony,
  { text, accountId, counts = isLive }: { readonly text: string; readonly accountId?: AccountId; readonly counts?: Counts },
): Promise<AssertionJudgement> {
  const now = world.clock.now();
  const credentialId = credentialIdOf(text);
  const key = credentialId === undefined ? undefined : await findKeyByCredential(world, credentialId);
  if (key === undefined || !counts(key, now)) return { result: 'wrong' };
  const known = { accountId: key.accountId };
  if (accountId !== undefined && key.accountId !== accountId) return { result: 'wrong' };
  const named = userHandleOf(text);
  if (named === undefined ? accountId === undefined : named !== userHandle(key.accountId)) return { result: 'wrong', ...known };

  const verifying = {
    party: relyingParty(world.settings),
    readChallenge: (given: string) => readChallenge(world.keys, ceremony, given, now),
  };
  const judged = await verifyAssertion(verifying, key, text);
  return judged.result === 'right' ? judged : { ...judged, ...known };
}

/** Uses an assertion up; undefined when its challenge was answered or its counter was seen already. Names the rows for the event. */
export async function claimAssertion(
  tx: Write,
  { challenge, key, signCount }: Asserted,
  now: Millis,
): Promise<readonly RowRef[] | undefined> {
  if (!(await claimChallenge(tx, challenge.ref, challenge.diesAt))) return undefined;
  return (await claimSignCount(tx, { id: key.id, signCount }, now)) ? rows('webauthn_keys', [key.id]) : undefined;
}
