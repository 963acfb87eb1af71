import type { Transaction } from 'kysely';
import type { Millis } from '../base/brands.ts';
import type { Schema, TableName } from '../schema/schema.ts';
import type { World } from '../world.ts';
import type { By } from './actor.ts';
import { checkMayGoOn } from './check-may-go-on.ts';
import { type AnyEvent, EVENTS, type Event } from './events/events.ts';
import { recordEvents } from './record-events.ts';
import { sessionEnded } from './session-ended.ts';
import { type QuietSchema, WATCH } from './tables.ts';
import { TouchedTables, type Write } from './write.ts';

/** The parts of the world an act needs. */
export type ActWorld = Pick<World, 'clock' | 'database' | 'keys' | 'random'>;

/**
 * A row that a rule over several rows hangs on: it is locked first, in order, so that two acts on it wait for each other. The site's
 * own row stands for its policies, also those that nobody has decided yet: what rests on them holds it shared.
 */
export interface Held {
  readonly table: 'accounts' | 'projects' | 'registrations' | 'site';
  readonly id: string;
}

/** What `work` returns: it happened and these events say so. */
export interface Acted<Result> {
  readonly result: Result;
  readonly events: readonly [Event, ...Event[]];
}

/**
 * Runs one act: its changes and its events are committed together or not at all. The only way to a writing transaction (law 1).
 * First locks the held rows (law 2); then runs `work`, which is SQL and pure code only; then checks that the events account for
 * every table that was touched, and records them. Thrown means nothing happened.
 *
 * @throws Refusal `session.ended` when `by` is a session that was ended since its request came in, `site.no-room`,
 *   `site.clocks-apart`
 * @throws Error when a watched table changed and no event accounts for it
 */
export async function act<Result>(
  world: ActWorld,
  by: By,
  held: readonly Held[],
  work: (tx: Write, now: Millis) => Promise<Acted<Result>>,
): Promise<Result> {
  const now = world.clock.now();
  return world.database.transaction(async (tx) => {
    await holdRows(world, tx, held);
    const isEnded = await isEndedSession(tx, by);
    const touched = new TouchedTables();
    const { result, events } = await work(tx.withPlugin(touched) as Write, now);
    // What was refused is recorded whoever asked; anything else an ended session does not do any more.
    if (isEnded && events.some((event) => event.outcome !== 'refused')) throw sessionEnded();
    checkMayGoOn(world, events);
    checkAccounted(touched.names, events);
    await recordEvents(world, tx, { by, now, events });
    return result;
  });
}

/** For bookkeeping in tables that open nothing and prove nothing: the type lets it reach no other. */
export async function keepBooks<Result>(
  world: Pick<World, 'database'>,
  work: (tx: Transaction<QuietSchema>) => Promise<Result>,
): Promise<Result> {
  return world.database.transaction((tx) => {
    const touched = new TouchedTables();
    return work(tx.withPlugin(touched) as unknown as Transaction<QuietSchema>).then((result) => {
      for (const name of touched.names) {
        if (WATCH[name as TableName] !== 'quiet') throw new Error(`bookkeeping may not change ${name}`);
      }
      return result;
    });
  });
}

/** Whether the session that acts was ended, or its account changed or frozen, since the request came in. */
async function isEndedSession(tx: Transaction<Schema>, { credential }: By): Promise<boolean> {
  if (credential?.kind !== 'session') return false;
  const live = await tx
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select('sessions.handle')
    .where('sessions.handle', '=', credential.id)
    .where('sessions.ended_at', 'is', null)
    .where('accounts.frozen_at', 'is', null)
    .whereRef('sessions.epoch', '=', 'accounts.auth_epoch')
    .executeTakeFirst();
  return live === undefined;
}

async function holdRows(world: ActWorld, tx: Transaction<Schema>, held: readonly Held[]): Promise<void> {
  // On SQLite the transaction is the lock.
  if (world.database.engine === 'sqlite') return;
  for (const table of ['site', 'accounts', 'projects', 'registrations'] as const) {
    const ids = held.filter((row) => row.table === table).map((row) => row.id);
    if (ids.length > 0)
      await tx
        .selectFrom(table)
        .select('id')
        .where('id', 'in', ids as never)
        .orderBy('id')
        .forUpdate()
        .execute();
  }
}

function checkAccounted(touched: ReadonlySet<string>, events: readonly AnyEvent[]): void {
  for (const name of touched) {
    const watch = WATCH[name as TableName];
    if (watch === 'quiet') continue;
    const isDeclared = events.some((event) => (EVENTS[event.kind].accountsFor as readonly string[]).includes(name));
    const isNamed = watch !== 'guarded' || events.some((event) => event.rows?.some((row) => row.table === name));
    if (isDeclared && isNamed) continue;
    const kinds = events.map((event) => event.kind).join(', ');
    throw new Error(`${name} changed, but ${kinds} ${isDeclared ? 'names none of its rows' : 'does not account for it'}`);
  }
}
