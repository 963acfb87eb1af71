import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { raiseRestoreEpoch } from '../accounts/raise-restore-epoch.ts';
import { type ActWorld, act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { beginLog } from '../audit/begin-log.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import type { AccountId } from '../base/brands.ts';
import { narrowFactors } from '../factors/narrow-factors.ts';
import { dropAsked } from '../recovery/lift-freeze.ts';
import type { LogHeadTable } from '../schema/trail.ts';
import { endAllSessions } from '../sessions/end-all-sessions.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';

type OldLog = Omit<LogHeadTable, 'id'>;

/** The log that a restored site begins: after every entry that the one before is known to have had. */
export interface NewLog {
  readonly epoch: number;
  readonly base: number;
  /** How far the log of the backup is known to have gone. */
  readonly knownSize: number;
}

/**
 * Where a new log begins. `sizes` are the greatest signed sizes known, by epoch: of the backup's own log and of later ones, if the
 * site was restored before. The epoch is the time, so that two restores of one backup never sign under one name (H1).
 */
export function newLogAfter(old: OldLog, sizes: ReadonlyMap<number, number>, now: number): NewLog {
  const knownSize = Math.max(old.size, sizes.get(old.epoch) ?? 0);
  const later = [...sizes].filter(([epoch]) => epoch > old.epoch);
  const laterSize = later.reduce((sum, [, size]) => sum + size, 0);
  const epoch = Math.max(now, old.epoch + 1, ...later.map(([known]) => known + 1));
  return { epoch, base: old.base + knownSize + laterSize, knownSize };
}

/** Announces the restore and begins the new log with that announcement. */
export async function announceRestore(
  world: ActWorld,
  by: By,
  { old, log, entries }: { readonly old: OldLog; readonly log: NewLog; readonly entries: number },
): Promise<void> {
  const { epoch, base, knownSize } = log;
  const before = { beforeEpoch: old.epoch, beforeSize: old.size, beforeRoot: old.root };
  await act(world, by, [], async (tx) => ({
    result: undefined,
    events: [
      { kind: 'site.log-begun', subjects: [OF_SITE], details: { epoch, knownSize, ...before } },
      { kind: 'site.restored', subjects: [OF_SITE], details: { epoch, entries }, rows: await raiseRestoreEpoch(tx, epoch) },
    ],
  }));
  await world.database.transaction((tx) => beginLog(tx, { epoch, base }));
}

/**
 * What was revoked or used up after the backup would work again, so nothing that could have been does (H8, invariant 19): sessions,
 * browsers and links end with the epoch, tokens and recovery codes rest, steps of authenticator apps up to now are refused.
 */
export async function narrowAccount(world: ActWorld, by: By, id: AccountId): Promise<void> {
  await act(world, by, [{ table: 'accounts', id }], async (tx, now) => {
    const raised = await raiseEpoch(tx, id);
    const sessions = await endAllSessions(tx, id, now);
    const tokens = await suspendTokens(tx, id, now, 'all');
    const factors = await narrowFactors(tx, id, now);
    // The links by which an address could say no are gone.
    const unfreezing = await dropAsked(tx, id);
    const details = { sessions: sessions.length, tokens: tokens.length, apps: factors.apps };
    const rows = [...raised.changed, ...sessions, ...tokens, ...factors.changed, ...unfreezing];
    return { result: undefined, events: [{ kind: 'account.restored', subjects: [ofAccount(id)], details, rows }] };
  });
}
