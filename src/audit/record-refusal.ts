import type { AccountId, Millis } from '../base/brands.ts';
import { MINUTE } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { mac } from '../crypto/mac.ts';
import { type ActWorld, act, keepBooks } from './act.ts';
import { BY_SYSTEM, type By } from './actor.ts';
import type { Event } from './events/events.ts';
import { ofAccount } from './events/events.ts';
import type { SessionEvents } from './events/session-events.ts';
import type { Write } from './write.ts';

export type RefusalEventKind = Extract<keyof SessionEvents, `refused.${string}`>;

export interface RefusedAttempt {
  readonly kind: RefusalEventKind;
  readonly details: Readonly<Record<string, string>>;
  /** Whose account was tried; absent for names that do not exist: those are counted per network. */
  readonly accountId?: AccountId;
}

/**
 * Records a refused attempt. The first one of a kind at an account (or from a network) in a minute gets its own entry at once; the
 * others of that minute are counted and entered together when it is over, so that a flood cannot fill the log (H9). `tell` mails of
 * the first one, in its act.
 */
export async function recordRefusal(
  world: ActWorld,
  by: By,
  attempt: RefusedAttempt,
  tell: (tx: Write, now: Millis) => Promise<void> = async () => undefined,
): Promise<void> {
  const now = world.clock.now();
  const minute = now - (now % MINUTE);
  const whose = attempt.accountId ?? toHex(mac(world.keys, 'mac/throttle', 'refusal', by.origin.network)).slice(0, 16);
  const key = [attempt.kind, whose, attempt.details['what'] ?? attempt.details['code'] ?? ''].join('|');
  const isFirst = await keepBooks(world, async (tx) => {
    const row = await tx
      .insertInto('refusal_tallies')
      .values({ key, minute_at: minute, kind: attempt.kind, account_id: attempt.accountId ?? null, more: 0 })
      .onConflict((conflict) =>
        conflict.columns(['key', 'minute_at']).doUpdateSet((set) => ({ more: set('refusal_tallies.more', '+', 1) })),
      )
      .returning('more')
      .executeTakeFirstOrThrow();
    return row.more === 0;
  });
  if (isFirst)
    await act(world, by, [], async (tx, at) => {
      await tell(tx, at);
      return { result: undefined, events: [refusalEvent(attempt.kind, attempt.details, attempt.accountId)] };
    });
}

function refusalEvent(kind: RefusalEventKind, details: Readonly<Record<string, string | number>>, accountId: AccountId | undefined): Event {
  return { kind, outcome: 'refused', subjects: accountId === undefined ? [] : [ofAccount(accountId)], details } as Event;
}

/** Enters the counted attempts of minutes that are over; a job of the lease holder. */
export async function enterTallies(world: ActWorld): Promise<number> {
  const before = (world.clock.now() - MINUTE) as Millis;
  const due = await world.database.read.selectFrom('refusal_tallies').selectAll().where('minute_at', '<=', before).limit(500).execute();
  for (const tally of due) {
    if (tally.more === 0) {
      await keepBooks(world, (tx) =>
        tx.deleteFrom('refusal_tallies').where('key', '=', tally.key).where('minute_at', '=', tally.minute_at).execute(),
      );
      continue;
    }
    await act(world, BY_SYSTEM, [], async (tx) => {
      await tx.deleteFrom('refusal_tallies').where('key', '=', tally.key).where('minute_at', '=', tally.minute_at).execute();
      const [kind, , what] = tally.key.split('|');
      const field = kind === 'refused.upload' || kind === 'refused.form' ? 'code' : 'what';
      const details = { ...(what !== '' && what !== undefined && { [field]: what }), more: tally.more };
      return { result: undefined, events: [refusalEvent(tally.kind as RefusalEventKind, details, tally.account_id ?? undefined)] };
    });
  }
  return due.length;
}
