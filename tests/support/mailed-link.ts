import { setTimeout as sleep } from 'node:timers/promises';
import type { Keyhouse } from './start-keyhouse.ts';

const TRIES = 100;
const PAUSE_MS = 100;

/** The link to a page of the account in the newest mail of a server on its own, which sends a moment after its answer. @throws Error after ten seconds */
export async function mailedLink(keyhouse: Pick<Keyhouse, 'mails'>, page: string): Promise<string> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = new RegExp(`/account/${page}/\\?token=[A-Za-z0-9_-]{43}`).exec(keyhouse.mails().at(-1) ?? '');
    if (found !== null) return found[0];
    await sleep(PAUSE_MS);
  }
  throw new Error('No mail came.');
}
