import { SECOND } from '../base/brands.ts';
import type { Log } from '../world.ts';
import type { MachineClocks } from './system-clock.ts';

/** How far apart the clocks of a site may be: with more, nobody can say when anything happened (security-model part 4). */
export const APART_MS: number = 30 * SECOND;

/** An answer that took longer says too little of the time. */
const SLOWEST_MS = 5 * SECOND;

const ALARM =
  'this machine and its database are more than 30 seconds apart: until one clock is set right nothing is done but what takes rights away';

/** The machine's wall clock, kept on that of a database which several processes share: so they all go by one. */
export interface DatabaseClock {
  wall(): number;
  /** Whether the two are further apart than a site may be; the machine's clock is not moved then. */
  isApart(): boolean;
  /** Asks the database for its time, in milliseconds; call it again and again. */
  look(ask: () => Promise<number>): Promise<void>;
}

/** Goes by the machine alone until the database was asked. */
export function makeDatabaseClock(machine: Pick<MachineClocks, 'wall' | 'monotonic'>, log: Pick<Log, 'error'>): DatabaseClock {
  let [offset, isApart] = [0, false];
  return {
    wall: () => machine.wall() + offset,
    isApart: () => isApart,
    async look(ask) {
      const began = machine.monotonic();
      const theirs = await ask();
      const took = machine.monotonic() - began;
      if (took > SLOWEST_MS) return;
      const off = theirs - (machine.wall() - took / 2);
      const wasApart = isApart;
      isApart = Math.abs(off) > APART_MS;
      if (isApart && !wasApart) log.error(ALARM, undefined, { ms: Math.round(off) });
      if (!isApart) offset = Math.round(off);
    },
  };
}
