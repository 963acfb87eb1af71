import { type TellWorld, tellAccount } from '../accounts/notices/tell-account.ts';
import { findPersonKey } from '../audit/data-keys.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { openText } from '../crypto/person-key.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { Asking } from '../web/asking.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { DEVICE_MS, type DeviceOrigin, deviceOriginPlace, isOurDevice } from './device-row.ts';
import { findDevicesOfAccount } from './device-store.ts';
import { findDeviceHere } from './devices.ts';
import { findFactorNames, type Shown, withFactors } from './signed-in-with.ts';
import type { AccountRow } from './store.ts';

/** What is new about a sign-in, and whether it is told by itself or is the last one told today. */
export interface SignInNews {
  readonly from: 'browser' | 'place';
  readonly isLast: boolean;
}

/**
 * Whether every address is told of a sign-in: it comes from a browser where the account was never signed in to, or from a network
 * where none of its browsers was. Ask before the act: the mail is counted here, five a day and then one that says so (A6). Being told
 * decides nothing: a network that changes keeps nobody out.
 *
 * @throws Refusal `limit.unavailable`
 */
export async function findNews(
  world: World,
  account: AccountRow,
  { visit, cookies }: Pick<Asking, 'visit' | 'cookies'>,
): Promise<SignInNews | undefined> {
  if (world.mailMode === 'off') return undefined;
  const here = await findDeviceHere(world, cookies.device, account);
  if (here !== undefined && (await findNetworks(world, account)).has(visit.network)) return undefined;
  const from = here === undefined ? 'browser' : 'place';
  if (await mayStill(world, 'sign-in-notice', account)) return { from, isLast: false };
  return (await mayStill(world, 'sign-in-digest', account)) ? { from, isLast: true } : undefined;
}

/** Where any of the account's browsers signed in from. */
async function findNetworks(world: World, account: AccountRow): Promise<ReadonlySet<string>> {
  const found = await findDevicesOfAccount(world.read, account.id, world.clock.now() - DEVICE_MS);
  const key = await findPersonKey(world, world.read, account.person_id);
  const origins = found
    .filter((row) => isOurDevice(world.keys, row))
    .map(({ id, origin_sealed }) => openText(world.keys, key, deviceOriginPlace(id, account.person_id), origin_sealed));
  return new Set(origins.flatMap((text) => (JSON.parse(text) as DeviceOrigin).networks));
}

async function mayStill(world: World, limit: 'sign-in-notice' | 'sign-in-digest', { id }: AccountRow): Promise<boolean> {
  try {
    await spendLimit(world, limit, id);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'too-many') return false;
    throw error;
  }
}

/** Tells of it, in the act that starts the session; its event accounts for `links`. */
export async function tellSignIn(
  world: TellWorld & Pick<World, 'read'>,
  tx: Write,
  news: SignInNews | undefined,
  signIn: {
    readonly account: AccountRow;
    /** The new session's public name: by the link it can be ended. */
    readonly session: string;
    readonly shown: Pick<Shown, 'strength' | 'factors'>;
    readonly visit: Visit;
    readonly now: Millis;
  },
): Promise<void> {
  if (news === undefined) return;
  const { account, session, shown, visit, now } = signIn;
  const by = withFactors({ ...shown, mailbox_at: null }, await findFactorNames({ keys: world.keys, read: tx }, account.id));
  const who = { accountId: account.id, username: account.username };
  const notice = news.isLast ? ({ kind: 'signed-in-often', by } as const) : ({ kind: 'signed-in', from: news.from, by } as const);
  await tellAccount(world, tx, { who, notice, visit, now, endsSession: session });
}
