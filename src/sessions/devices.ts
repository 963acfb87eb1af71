import { utf8 } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';
import { hasSecretShape, referenceOf } from '../crypto/reference.ts';
import { openSealedText, type SealPlace, seal } from '../crypto/seal.ts';
import type { BrowsersTable, DevicesTable } from '../schema/sessions.ts';
import type { KnowsDevice } from '../web/caller.ts';
import type { Keys, Read, Reading, World } from '../world.ts';
import { DEVICE_MS, isOurDevice } from './device-row.ts';
import { findBrowser, findDevices } from './device-store.ts';
import type { AccountRow } from './store.ts';

type DeviceWorld = Pick<Reading, 'clock' | 'keys' | 'read'>;

/**
 * Which budget of guesses a browser spends: the reserved one where the account knows it, else the strangers' (B2). Being known
 * replaces no factor (B6).
 */
export async function findPool(
  world: DeviceWorld,
  cookie: Secret | undefined,
  account: AccountRow | undefined,
): Promise<'known' | 'stranger'> {
  if (account === undefined) return 'stranger';
  const own = await findDeviceHere(world, cookie, account);
  return own === undefined || own.known_at === null ? 'stranger' : 'known';
}

/** The account's device that this browser is; undefined where it never signed in here, or has forgotten it. */
export async function findDeviceHere(
  world: DeviceWorld,
  cookie: Secret | undefined,
  account: Pick<AccountRow, 'id'>,
): Promise<DevicesTable | undefined> {
  return (await findCarried(world, cookie)).find((device) => device.account_id === account.id);
}

/** Builds the door `KnowsDevice`: known to some account, in that account's present epoch (B15). */
export function makeKnowsDevice(world: DeviceWorld): KnowsDevice {
  return async (cookie) => (await findCarried(world, cookie)).some((device) => device.known_at !== null);
}

/** What a browser's cookie stands for. */
async function findCarried(world: DeviceWorld, cookie: Secret | undefined): Promise<readonly DevicesTable[]> {
  const ref = referenceOfBrowser(world.keys, cookie);
  const browser = ref === undefined ? undefined : await findBrowser(world.read, ref, world.clock.now());
  return browser === undefined ? [] : openDevices(world, world.read, browser, world.clock.now());
}

/** By which the database finds a browser; undefined for what is no cookie of ours. */
export function referenceOfBrowser(keys: Keys, cookie: Secret | undefined): string | undefined {
  return cookie === undefined || !hasSecretShape(cookie.reveal()) ? undefined : referenceOf(keys, 'device', cookie);
}

/** The live devices of a browser, at most one of an account. A row that this house did not make counts for nothing. */
export async function openDevices(
  world: Pick<World, 'keys'>,
  read: Read,
  { ref, devices_sealed }: BrowsersTable,
  now: number,
): Promise<readonly DevicesTable[]> {
  const ids = idsIn(world.keys, ref, devices_sealed);
  if (ids.length === 0) return [];
  const found = (await findDevices(read, ids, now - DEVICE_MS)).filter((device) => isOurDevice(world.keys, device));
  return found.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

function idsIn(keys: Keys, ref: string, sealed: string): readonly string[] {
  try {
    return JSON.parse(openSealedText(keys, 'seal/browser', browserPlace(ref), sealed)) as string[];
  } catch {
    return [];
  }
}

/** Seals which devices a browser is: nobody reads from the database which accounts share one. */
export function sealDevices(world: Pick<World, 'keys' | 'random'>, ref: string, ids: readonly string[]): string {
  return seal(world, 'seal/browser', browserPlace(ref), utf8(JSON.stringify(ids)));
}

function browserPlace(ref: string): SealPlace {
  return { table: 'browsers', column: 'devices_sealed', rowId: ref, ownerId: '' };
}
