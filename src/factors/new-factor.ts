import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, AppId, KeyId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { newId } from '../crypto/reference.ts';
import type { Strength } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { World } from '../world.ts';
import { findAppRows, findKeyRows, insertApp, insertKey } from './store.ts';
import { MAX_APPS, newAppRow } from './totp-app.ts';
import { MAX_KEYS, newKeyRow, type WebauthnKey } from './webauthn-key.ts';

/** A factor whose first code or assertion was right, and that counts nowhere yet. */
export type NewFactor =
  | { readonly kind: 'totp'; readonly name: string; readonly secret: Uint8Array; readonly step: number }
  | { readonly kind: 'key'; readonly name: string; readonly key: NewKey };

/** What an authenticator said of a new credential. */
export type NewKey = Pick<
  WebauthnKey,
  'credentialId' | 'publicKey' | 'transports' | 'isSynced' | 'verifiesPerson' | 'signCount' | 'youngUntil'
>;

/** A proven factor, and what its proof uses up inside the act: a challenge is answered once. */
export interface Enrolling {
  readonly factor: NewFactor;
  claim?(tx: Write): Promise<void>;
  /** The app that goes in the same act, so that there is no gap: it stays where the new one has to wait for its codes. */
  readonly replaces?: AppId | undefined;
}

export interface Proven {
  readonly cookies: readonly CookieChange[];
  /** `codes`: recovery codes are shown and one is asked back next; `added`: the factor counts; `sign-in`: it does, and signs in. */
  readonly next: 'codes' | 'added' | 'sign-in';
}

/** What a session has shown by showing the new factor beside its password. */
export interface Proof {
  readonly strength: Strength;
  readonly factors: readonly string[];
}

export interface AddedFactor {
  readonly event: Event;
  readonly proof: Proof;
  /** For the mail: “the passkey “MacBook””. */
  readonly words: string;
}

/** What the factor proves of whoever has just shown it; `id` names it once it counts. */
export function proofOf(factor: NewFactor, id: string): Proof {
  if (factor.kind === 'totp') return { strength: 'O', factors: ['password', id] };
  return factor.key.verifiesPerson ? { strength: 'V', factors: [id] } : { strength: 'K', factors: ['password', id] };
}

/**
 * Makes a factor count, inside the act whose other events account for what it ends.
 *
 * @throws Refusal `factor.too-many-apps`, `factor.too-many-keys`, `factor.key-taken`
 */
export async function insertFactor(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  accountId: AccountId,
  { factor, now }: { readonly factor: NewFactor; readonly now: Millis },
): Promise<AddedFactor> {
  return factor.kind === 'totp' ? insertNewApp(world, tx, accountId, { factor, now }) : insertNewKey(world, tx, accountId, { factor, now });
}

async function insertNewApp(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  accountId: AccountId,
  { factor, now }: { readonly factor: Extract<NewFactor, { kind: 'totp' }>; readonly now: Millis },
): Promise<AddedFactor> {
  checkRoomForApp(await findAppRows(tx, accountId));
  const { name, secret, step } = factor;
  const id = newId<AppId>(world.random);
  await insertApp(tx, newAppRow(world, { id, accountId, name, secret, lastStep: step, madeAt: now }));
  const subjects = [ofAccount(accountId)];
  const event: Event = { kind: 'factor.totp-added', subjects, details: { app: id, name }, rows: rows('totp_apps', [id]) };
  return { event, proof: proofOf(factor, id), words: `The authenticator app “${name}”` };
}

async function insertNewKey(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  accountId: AccountId,
  { factor, now }: { readonly factor: Extract<NewFactor, { kind: 'key' }>; readonly now: Millis },
): Promise<AddedFactor> {
  checkRoomForKey(await findKeyRows(tx, accountId));
  const { name, key } = factor;
  const id = newId<KeyId>(world.random);
  const row = newKeyRow(world.keys, { ...key, id, accountId, name, madeAt: now, leavesAt: null });
  if (!(await insertKey(tx, row))) throw TAKEN;
  const subjects = [ofAccount(accountId)];
  const details = { key: id, name, isSynced: key.isSynced, verifiesPerson: key.verifiesPerson };
  const event: Event = { kind: 'factor.key-added', subjects, details, rows: rows('webauthn_keys', [id]) };
  return { event, proof: proofOf(factor, id), words: `The passkey “${name}”` };
}

const TAKEN = new Refusal('conflict', 'factor.key-taken', 'This passkey is set up here already. Take another device or key.');

/** @throws Refusal `factor.too-many-apps` */
export function checkRoomForApp(apps: readonly unknown[]): void {
  if (apps.length < MAX_APPS) return;
  throw new Refusal('invalid', 'factor.too-many-apps', `An account has at most ${MAX_APPS} authenticator apps. Remove one first.`);
}

/** @throws Refusal `factor.too-many-keys` */
export function checkRoomForKey(keys: readonly unknown[]): void {
  if (keys.length < MAX_KEYS) return;
  throw new Refusal('invalid', 'factor.too-many-keys', `An account has at most ${MAX_KEYS} passkeys and keys. Remove one first.`);
}
