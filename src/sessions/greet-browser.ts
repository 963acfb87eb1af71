import { findPersonKey } from '../audit/data-keys.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis, PersonId } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { openText, sealText } from '../crypto/person-key.ts';
import { newId, newSecret, referenceOf } from '../crypto/reference.ts';
import type { RememberBrowser } from '../factors/doors.ts';
import type { DevicesTable } from '../schema/sessions.ts';
import type { CookieChange } from '../web/answer.ts';
import type { CookieSecrets } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { DEVICE_MS, type DeviceOrigin, deviceOriginPlace, MOST_ACCOUNTS, MOST_DEVICES, MOST_NETWORKS, signDevice } from './device-row.ts';
import { claimBrowser, dropDevices, findDevicesOfAccount, insertBrowser, putDevice } from './device-store.ts';
import { openDevices, referenceOfBrowser, sealDevices } from './devices.ts';

type GreetingWorld = Pick<World, 'keys' | 'random'>;

/** Who signs in, and whether this makes the browser known from now on (B6). */
export interface Greeted {
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly epoch: number;
  readonly now: Millis;
  /** A phishing-resistant sign-in, the mailbox, or the first factor in the session that confirmed it. Anything else leaves it as it is. */
  readonly makesKnown: boolean;
}

export interface GreetedBrowser {
  readonly cookie: CookieChange;
  /** For the event of the sign-in. */
  readonly changed: readonly RowRef[];
  readonly device: string;
  /** Whether the account knew it before. */
  readonly wasKnown: boolean;
}

/**
 * What a sign-in means for the browser: its cookie gets a new secret and stands for the same devices as before (B6), and for this
 * account's. So one cookie serves all accounts of a browser, and no account learns of another.
 */
export async function greetBrowser(
  world: GreetingWorld,
  tx: Write,
  { visit, cookies }: { readonly visit: Visit; readonly cookies: CookieSecrets },
  greeted: Greeted,
): Promise<GreetedBrowser> {
  const { accountId, now } = greeted;
  const carried = await takeCarried(world, tx, cookies.device, now);
  const before = carried.find((device) => device.account_id === accountId);
  const device = await deviceNow(world, tx, { visit, before }, greeted);
  const changed = await putDevice(tx, device);
  const dropped = await dropSurplus(tx, accountId, now);
  const others = carried.filter((other) => other.account_id !== accountId).map(({ id }) => id);
  const cookie = await handOut(world, tx, [device.id, ...others], now);
  return { cookie, changed: [...changed, ...dropped], device: device.id, wasKnown: before !== undefined && before.known_at !== null };
}

/** The cookie that came is used up, whatever it stood for. */
async function takeCarried(world: GreetingWorld, tx: Write, cookie: Secret | undefined, now: Millis): Promise<readonly DevicesTable[]> {
  const ref = referenceOfBrowser(world.keys, cookie);
  const taken = ref === undefined ? undefined : await claimBrowser(tx, ref, now);
  return taken === undefined ? [] : openDevices(world, tx, taken, now);
}

async function deviceNow(
  world: GreetingWorld,
  tx: Write,
  { visit, before }: { readonly visit: Visit; readonly before: DevicesTable | undefined },
  { accountId, personId, epoch, now, makesKnown }: Greeted,
): Promise<DevicesTable> {
  const key = await findPersonKey(world, tx, personId);
  const id = before?.id ?? newId(world.random);
  const place = deviceOriginPlace(id, personId);
  const old = before === undefined ? [] : (JSON.parse(openText(world.keys, key, place, before.origin_sealed)) as DeviceOrigin).networks;
  const networks = [visit.network, ...old.filter((network) => network !== visit.network)].slice(0, MOST_NETWORKS);
  const origin: DeviceOrigin = { address: visit.address, userAgent: visit.userAgent, networks };
  return signDevice(world.keys, {
    ...{ id, account_id: accountId, epoch, made_at: before?.made_at ?? now, seen_at: now },
    known_at: before?.known_at ?? (makesKnown ? now : null),
    origin_sealed: sealText(world, key, place, JSON.stringify(origin)),
  });
}

/** Whoever signs in without keeping cookies fills the list: what is not known goes first, then the longest unseen. */
async function dropSurplus(tx: Write, accountId: AccountId, now: Millis): Promise<readonly RowRef[]> {
  const all = await findDevicesOfAccount(tx, accountId, now - DEVICE_MS);
  if (all.length <= MOST_DEVICES) return [];
  const kept = [...all].sort((a, b) => Number(a.known_at === null) - Number(b.known_at === null)).slice(0, MOST_DEVICES);
  const surplus = all.filter((device) => !kept.includes(device));
  return dropDevices(
    tx,
    accountId,
    surplus.map(({ id }) => id),
  );
}

async function handOut(world: GreetingWorld, tx: Write, ids: readonly string[], now: Millis): Promise<CookieChange> {
  const secret = newSecret(world.random);
  const ref = referenceOf(world.keys, 'device', secret);
  await insertBrowser(tx, { ref, devices_sealed: sealDevices(world, ref, ids.slice(0, MOST_ACCOUNTS)), dies_at: now + DEVICE_MS });
  return { name: 'device', value: secret, maxAgeSeconds: DEVICE_MS / 1_000 };
}

/** Builds the door `RememberBrowser`: the first factor was set up in the session that confirmed the mailbox (B6). */
export function makeRememberBrowser(world: GreetingWorld): RememberBrowser {
  return (tx, asking, knowing) => {
    const { accountId, personId } = asking.caller;
    return greetBrowser(world, tx, asking, { ...knowing, accountId, personId, makesKnown: true });
  };
}
