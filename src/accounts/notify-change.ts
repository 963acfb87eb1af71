import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { World } from '../world.ts';
import { changedMail, type Place } from './letters.ts';
import { insertLink } from './links.ts';
import { notifyAccount } from './notify-account.ts';

export interface Change {
  readonly who: Pick<AccountCaller, 'accountId' | 'username'>;
  /** What it is about, e.g. `factor-added`. */
  readonly kind: string;
  /** One or two sentences: what happened. */
  readonly what: string;
  /** From where; undefined where that is not the reader's to know. */
  readonly visit: Place | undefined;
  /** More lines of the mail's table. */
  readonly facts?: readonly (readonly [string, string])[];
  readonly now: Millis;
}

/**
 * Tells every verified address about a completed change, with a link by which whoever reads the mail can stop what goes on: it
 * freezes the account and gives nothing (A5, C9). It outlives later changes, because a thief would make one to kill it; a newer
 * notice replaces it. Call it before the act removes an address. The act's event must account for `links`.
 */
export async function notifyChange(
  world: Pick<World, 'clock' | 'keys' | 'random' | 'mailMode' | 'settings'>,
  tx: Write,
  change: Change,
): Promise<void> {
  if (world.mailMode === 'off') return;
  const { who, kind, what, visit, facts, now } = change;
  const stop = await insertLink(world, tx, now, { kind: 'not-me', accountId: who.accountId });
  const mail = changedMail(world.settings, { username: who.username, what, stop, facts }, visit, now);
  await notifyAccount(world, tx, who.accountId, { kind, mail });
}
