import type { Reading, World } from '../world.ts';
import { act, keepBooks } from './act.ts';
import { BY_SYSTEM } from './actor.ts';
import { OF_SITE } from './events/events.ts';

/** What a process knows of time: its mark, and how long it has lived since its start. */
export interface ProcessTime {
  highWater(): number;
  lived(): number;
  suspectSince(): number | undefined;
  confirm(at: number): void;
}

/** The site's time, as the last note left it. */
export interface SiteTime {
  readonly highWater: number;
  /** How long the site has lived, in milliseconds: what has to wait ripens by this. */
  readonly lived: number;
  /** Until when an operator confirmed the time. */
  readonly confirmedAt: number;
}

export async function findTime(world: Pick<Reading, 'read'>): Promise<SiteTime> {
  const row = await world.read.selectFrom('clock').selectAll().where('id', '=', 1).executeTakeFirst();
  return { highWater: row?.high_water_at ?? 0, lived: row?.lived_ms ?? 0, confirmedAt: row?.confirmed_at ?? 0 };
}

/** The mark that an earlier run left. */
export async function findHighWater(world: Pick<Reading, 'read'>): Promise<number> {
  return (await findTime(world)).highWater;
}

/**
 * Notes time; the lease holder calls it every second. The mark never goes back behind what is noted, also across a restart. Lived
 * time goes on by what this process has lived since its own last note; where another process noted last, or none ran, by the mark
 * (security-model part 4).
 */
export function makeTimekeeper(world: Pick<World, 'database'>, time: Pick<ProcessTime, 'highWater' | 'lived'>): () => Promise<void> {
  let last = { highWater: -1, lived: 0 };
  return () => {
    const seen = { highWater: time.highWater(), lived: time.lived() };
    return keepBooks(world, async (tx) => {
      const before = await tx.selectFrom('clock').select(['high_water_at', 'lived_ms']).where('id', '=', 1).executeTakeFirstOrThrow();
      const now = { ...seen, highWater: Math.max(before.high_water_at, seen.highWater) };
      const passed = before.high_water_at === 0 ? 0 : now.highWater - before.high_water_at;
      const lived = before.high_water_at === last.highWater ? now.lived - last.lived : passed;
      const row = { high_water_at: now.highWater, lived_ms: before.lived_ms + Math.round(lived) };
      await tx.updateTable('clock').set(row).where('id', '=', 1).execute();
      return now;
    }).then((now) => {
      last = now;
    });
  };
}

/**
 * Says once of each jump that this process's clock is suspect, in the trail and as an alarm in the log, and hears when an operator
 * has confirmed the time. A job of every process.
 */
export function makeClockWatch(
  world: Pick<World, 'clock' | 'database' | 'keys' | 'random' | 'read' | 'log'>,
  time: Pick<ProcessTime, 'suspectSince' | 'confirm'>,
  process: string,
): () => Promise<void> {
  let told: number | undefined;
  return async () => {
    time.confirm((await findTime(world)).confirmedAt);
    const since = time.suspectSince();
    if (since === undefined || since === told) return;
    await act(world, BY_SYSTEM, [], async () => ({
      result: undefined,
      events: [{ kind: 'site.clock-suspect', subjects: [OF_SITE], details: { process } }],
    }));
    world.log.error('the clock jumped ahead: codes are refused until an operator confirms the time, or for an hour', undefined, { since });
    told = since;
  };
}
