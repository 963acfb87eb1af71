import { keepBooks } from '../audit/act.ts';
import { DAY, SECOND } from '../base/brands.ts';
import type { World } from '../world.ts';
import { dropLease, holdLease } from './leases.ts';

/** Whether this process and others know of each other (design 8). */
export interface Presence {
  /** Says that this process lives, for 30 seconds; said before it serves anything and every few seconds after. */
  stay(): Promise<void>;
  /** Whether others can still see that this process lives. */
  isKnown(): boolean;
  /** Resolves when every process has had the time to ask what changed; at once where there is no other. */
  untilOthersKnow(): Promise<void>;
  leave(): Promise<void>;
}

type PresenceWorld = Pick<World, 'clock' | 'database' | 'read' | 'log'>;

/** How long others count on a process that says nothing more: a crashed one slows acts down no longer than this. */
const PRESENT_MS = 30 * SECOND;
/** A page that was kept meanwhile is looked at once more before the row runs out. */
const MARGIN_MS = SECOND;
/** Longer than a kept page is trusted without asking (`simple/change-watch.ts`). */
const OTHERS_KNOW_MS = 250;
const PREFIX = 'process ';

/** A process among those that share a database; `pause` waits for milliseconds. */
export function makePresence(world: PresenceWorld, holder: string, pause: (ms: number) => Promise<void>): Presence {
  const name = `${PREFIX}${holder}`;
  let knownUntil = 0;
  return {
    async stay() {
      const now = world.clock.now();
      if (knownUntil === 0) await sweepGone(world, now - DAY);
      if (await holdLease(world, name, holder, PRESENT_MS)) knownUntil = now + PRESENT_MS;
    },
    isKnown: () => world.clock.now() < knownUntil - MARGIN_MS,
    async untilOthersKnow() {
      if (await isAnotherThere(world, name)) await pause(OTHERS_KNOW_MS);
    },
    async leave() {
      knownUntil = 0;
      await dropLease(world, name, holder);
    },
  };
}

/** Asked after the commit: a process that comes later has read nothing yet. What cannot be found out counts as yes. */
async function isAnotherThere(world: PresenceWorld, name: string): Promise<boolean> {
  try {
    const other = await world.read
      .selectFrom('leases')
      .select('name')
      .where('name', 'like', `${PREFIX}%`)
      .where('name', '<>', name)
      .where('until_at', '>', world.clock.now())
      .limit(1)
      .executeTakeFirst();
    return other !== undefined;
  } catch (error) {
    world.log.error('whether another process lives could not be asked', error);
    return true;
  }
}

/** Processes that ended without saying so. */
async function sweepGone(world: PresenceWorld, before: number): Promise<void> {
  await keepBooks(world, (tx) => tx.deleteFrom('leases').where('name', 'like', `${PREFIX}%`).where('until_at', '<', before).execute());
}
