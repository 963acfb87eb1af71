import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; keeps nobody from stopping. */
export async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}
