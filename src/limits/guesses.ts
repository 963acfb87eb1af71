import { sql, type Transaction } from 'kysely';
import { DAY, MINUTE, type Millis } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { mac } from '../crypto/mac.ts';
import type { Schema } from '../schema/schema.ts';
import { type GuessTally, judgeGuess, type Pool, type SpentGuess, waitAfter } from './judge-guess.ts';
import { type Counting, countersUnavailable } from './spend-limit.ts';

/** One guess at an authenticator: `password:<account id>`, `totp:<account id>`, `codes:<account id>` or `guessesOfName`. */
export interface Guess {
  readonly authenticator: string;
  readonly pool: Pool;
}

/**
 * Spends a guess before it is looked at, in its own committed transaction (B4): five are free, then waits grow per
 * authenticator and pool; strangers may spend 80, the sum of 100 disables. Call `forgiveGuesses` when it was right.
 *
 * @throws Refusal `limit.unavailable` when it cannot be counted: then the guess must not be looked at
 */
export async function spendGuess(world: Counting, guess: Guess): Promise<SpentGuess> {
  const now = world.clock.now();
  try {
    return await world.database.transaction((tx) => spendIn(tx, guess, now));
  } catch (cause) {
    throw countersUnavailable(cause);
  }
}

async function spendIn(tx: Transaction<Schema>, guess: Guess, now: Millis): Promise<SpentGuess> {
  const tally = await lockTally(tx, guess.authenticator);
  const spent = judgeGuess(tally, guess.pool, now);
  if (!spent.allowed) return spent;

  const failures = tally[guess.pool].failures + 1;
  const waitMs = waitAfter(failures);
  await tx
    .updateTable('guesses')
    // Requests come here in the order of their locks, not of their clocks: the time of a free guess must lie before all of theirs.
    .set({ failures, waits_until_at: waitMs === 0 ? now - MINUTE : now + waitMs })
    .where('authenticator', '=', guess.authenticator)
    .where('pool', '=', guess.pool)
    .execute();
  return spent;
}

/**
 * Both pools' rows, in one order, made when absent: touching them is the lock, also on PostgreSQL, where of two pools that
 * spend the hundredth together each would otherwise see ninety-nine.
 */
async function lockTally(tx: Transaction<Schema>, authenticator: string): Promise<GuessTally> {
  const none = { authenticator, failures: 0, waits_until_at: 0 };
  const rows = await tx
    .insertInto('guesses')
    .values([
      { ...none, pool: 'known' },
      { ...none, pool: 'stranger' },
    ])
    .onConflict((conflict) => conflict.columns(['authenticator', 'pool']).doUpdateSet({ failures: sql<number>`guesses.failures` }))
    .returning(['pool', 'failures', 'waits_until_at'])
    .execute();

  return { known: tallyOf(rows, 'known'), stranger: tallyOf(rows, 'stranger') };
}

function tallyOf(rows: readonly { pool: Pool; failures: number; waits_until_at: number }[], pool: Pool): GuessTally[Pool] {
  const row = rows.find((candidate) => candidate.pool === pool);
  if (row === undefined) throw new Error(`guesses: the row of pool ${pool} did not come back`);
  return { failures: row.failures, waitsUntilAt: row.waits_until_at };
}

/**
 * After a right answer, or once the authenticator was made anew: nothing is held against it any more. A wait that strangers
 * run up in the other pool goes on, so that each sign-in of the owner does not give them five more at once.
 */
export async function forgiveGuesses(world: Counting, guess: Guess): Promise<void> {
  await world.database.transaction(async (tx) => {
    await lockTally(tx, guess.authenticator);
    await tx
      .updateTable('guesses')
      .set((row) => ({
        failures: 0,
        waits_until_at: row.case().when('pool', '=', guess.pool).then(0).else(row.ref('waits_until_at')).end(),
      }))
      .where('authenticator', '=', guess.authenticator)
      .execute();
  });
}

/**
 * Stands for the password of a name that nobody has, so that guesses at it wait as at any other (law 8). Names are typed by
 * people who sometimes type their password there: only a hash under the day's key is kept (H10).
 */
export function guessesOfName(world: Pick<Counting, 'clock' | 'keys'>, typedName: string): string {
  return `name:${toHex(mac(world.keys, 'mac/throttle', String(Math.floor(world.clock.now() / DAY)), 'name', typedName))}`;
}
