import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { DAY } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { hasSecretShape, newSecret, referenceOf } from '../crypto/reference.ts';
import type { Strength } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { KnowsDevice } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { type AccountRow, dropDevice, findDevice, insertDevice, isDeviceOfAnyone } from './store.ts';

/** A browser that did not sign in for this long is forgotten: the longest that browsers keep a cookie. */
export const DEVICE_MS: number = 400 * DAY;

/**
 * Which budget of guesses a browser spends: the reserved one where the account knows it, else the strangers' (B2). Being known
 * replaces no factor (B6).
 */
export async function findPool(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  cookie: Secret | undefined,
  account: AccountRow | undefined,
): Promise<'known' | 'stranger'> {
  if (cookie === undefined || account === undefined || !hasSecretShape(cookie.reveal())) return 'stranger';
  const device = await findDevice(world.read, referenceOf(world.keys, 'device', cookie), account.id);
  return device?.epoch === account.auth_epoch && device.made_at > world.clock.now() - DEVICE_MS ? 'known' : 'stranger';
}

/** Builds the door `KnowsDevice`: known to some account, in that account's present epoch (B15). */
export function makeKnowsDevice(world: Pick<Reading, 'clock' | 'keys' | 'read'>): KnowsDevice {
  return async (cookie) =>
    hasSecretShape(cookie.reveal()) &&
    isDeviceOfAnyone(world.read, referenceOf(world.keys, 'device', cookie), world.clock.now() - DEVICE_MS);
}

export interface KnownBrowser {
  readonly cookie: CookieChange;
  readonly changed: readonly RowRef[];
  readonly device: string;
}

interface Knowing {
  readonly accountId: AccountId;
  readonly epoch: number;
  readonly now: Millis;
}

/** Makes this browser known to the account; its event is `session.browser-known`. */
export async function rememberBrowser(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  { accountId, epoch, now }: Knowing,
): Promise<KnownBrowser> {
  const secret = newSecret(world.random);
  const id = referenceOf(world.keys, 'device', secret);
  const changed = await insertDevice(tx, { id, account_id: accountId, epoch, made_at: now });
  return { cookie: { name: 'device', value: secret, maxAgeSeconds: DEVICE_MS / 1_000 }, changed, device: id };
}

/**
 * What a sign-in means for the browser: after a phishing-resistant one it is known from now on, any other leaves it as it is; a known
 * one gets a new secret (B6).
 */
export async function greetBrowser(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  cookie: Secret | undefined,
  greeted: Knowing & { readonly strength: Strength },
): Promise<{ readonly cookies: readonly CookieChange[]; readonly changed: readonly RowRef[] }> {
  const rotated = await rotateBrowser(world, tx, cookie, greeted);
  const isResistant = greeted.strength === 'K' || greeted.strength === 'V';
  if (!isResistant || rotated.cookies.length > 0) return rotated;
  const known = await rememberBrowser(world, tx, greeted);
  return { cookies: [known.cookie], changed: known.changed };
}

/** A sign-in gives a known browser a new secret and forgets the old one (B6); one that is not known stays so. */
export async function rotateBrowser(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  cookie: Secret | undefined,
  knowing: Knowing,
): Promise<{ readonly cookies: readonly CookieChange[]; readonly changed: readonly RowRef[] }> {
  if (cookie === undefined || !hasSecretShape(cookie.reveal())) return { cookies: [], changed: [] };
  const dropped = await dropDevice(tx, referenceOf(world.keys, 'device', cookie), { ...knowing, since: knowing.now - DEVICE_MS });
  if (dropped.length === 0) return { cookies: [], changed: [] };
  const known = await rememberBrowser(world, tx, knowing);
  return { cookies: [known.cookie], changed: [...dropped, ...known.changed] };
}
