import { act, keepBooks } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { forgetSightings } from '../audit/forget-sightings.ts';
import { millis } from '../base/brands.ts';
import type { World } from '../world.ts';
import { DEVICE_MS } from './device-row.ts';
import { dropDeadBrowsers, dropDeadDevices } from './device-store.ts';
import { ABSOLUTE_MS } from './session-row.ts';
import { type DeadSince, dropDeadHalves, dropDeadSessions, findDeadOwners } from './store.ts';

export interface Swept {
  readonly sessions: number;
  readonly devices: number;
  readonly halves: number;
}

/** Accounts that are looked at in one act, and how many acts one run makes at most. */
const ACCOUNTS_AT_ONCE = 50;
const MOST_ROUNDS = 40;

/**
 * Takes away what can open nothing any more: sessions that were ended, are older than twelve hours or of an earlier epoch of their
 * account, browsers that their account has forgotten, half states past their time. A job, one process at a time. What is alive
 * stays: the deleting statements ask again, with the accounts held.
 */
export async function sweepSessions(world: World): Promise<Swept> {
  const now = world.clock.now();
  const since = { session: now - ABSOLUTE_MS, device: now - DEVICE_MS };
  const swept = { sessions: 0, devices: 0 };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const owners = await findDeadOwners(world.read, since, ACCOUNTS_AT_ONCE);
    if (owners.length === 0) break;
    const dropped = await sweepOwners(world, owners, since);
    swept.sessions += dropped.sessions;
    swept.devices += dropped.devices;
  }
  // A session is never older than this under one name, so what was seen before was of one that is over.
  await forgetSightings(world, 'session', millis(since.session));
  await keepBooks(world, (tx) => dropDeadBrowsers(tx, now));
  return { ...swept, halves: await keepBooks(world, (tx) => dropDeadHalves(tx, now)) };
}

type Owners = Awaited<ReturnType<typeof findDeadOwners>>;

async function sweepOwners(world: World, owners: Owners, since: DeadSince): Promise<{ sessions: number; devices: number }> {
  const held = owners.map((id) => ({ table: 'accounts', id }) as const);
  return act(world, BY_SYSTEM, held, async (tx) => {
    const sessions = await dropDeadSessions(tx, owners, since.session);
    const devices = await dropDeadDevices(tx, owners, since.device);
    const details = { links: 0, registrations: 0, sessions: sessions.length, devices: devices.length };
    const result = { sessions: sessions.length, devices: devices.length };
    return { result, events: [{ kind: 'site.swept', subjects: [OF_SITE], details, rows: [...sessions, ...devices] }] };
  });
}
