import assert from 'node:assert/strict';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import type { Event } from '../../src/audit/events/events.ts';
import { rows } from '../../src/audit/tables.ts';
import type { Write } from '../../src/audit/write.ts';
import type { Millis } from '../../src/base/brands.ts';
import { accountWorld } from '../support/account-world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { addResident, type TestWorld } from '../support/residents.ts';

// Every rule of ONCE is raced in tests/races; here, what such a race finds when the rule is broken.

/** One of many who claim the same thing: the event of having got it, or undefined for who came late. */
type Claim = (tx: Write, now: Millis, racer: number) => Promise<Event | undefined>;

async function race(world: TestWorld, claim: Claim, racers: number): Promise<number> {
  const late = new Error('somebody else was first');
  const outcomes = await Promise.allSettled(
    Array.from({ length: racers }, (_, racer) =>
      act(world, BY_SYSTEM, [], async (tx, now) => {
        const event = await claim(tx, now, racer);
        if (event === undefined) throw late;
        return { result: undefined, events: [event] };
      }),
    ),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected' && outcome.reason !== late) throw outcome.reason;
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

onBothDatabases('law 2: a claim that looks first and writes then is found out by such a race', async (database) => {
  const world = accountWorld(database);
  const { accountId } = await addResident(world, 'ada');
  const free = async (): Promise<boolean> =>
    (await world.read.selectFrom('accounts').select('frozen_at').where('id', '=', accountId).executeTakeFirst())?.frozen_at === null;
  const looked = await Promise.all(Array.from({ length: 50 }, free));

  const winners = await race(
    world,
    async (tx, _now, racer) => {
      if (!looked[racer]) return undefined;
      await tx.updateTable('accounts').set({ frozen_at: racer }).where('id', '=', accountId).execute();
      return { kind: 'account.unfrozen', subjects: [], details: { by: 'operator', reason: 'a test' }, rows: rows('accounts', [accountId]) };
    },
    50,
  );

  assert.equal(winners, 50);
});
