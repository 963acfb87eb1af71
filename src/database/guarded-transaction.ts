import type { Kysely, Transaction } from 'kysely';
import { Refusal } from '../base/refusal.ts';
import type { Schema } from '../schema/schema.ts';
import type { Read } from '../world.ts';
import { isConflict } from './database-errors.ts';
import { findOpenTransaction, type OpenTransaction, runInsideTransaction } from './inside-transaction.ts';
import { watchForOnlySql } from './only-sql-watch.ts';

/** The reading side; inside a transaction it throws, for what it sees is not what the transaction sees. */
export function readerOutside(reader: Kysely<Schema>): Read {
  return {
    selectFrom: ((...from: Parameters<typeof reader.selectFrom>) => {
      if (findOpenTransaction() !== undefined) throw new Error('inside a transaction read through the transaction');
      return reader.selectFrom(...from);
    }) as Read['selectFrom'],
  };
}

/**
 * Runs one writing transaction with the guards of law 4: nothing but SQL and pure code is awaited inside, and no second transaction.
 * A conflict with another transaction is tried again, `tries` times in all, so `work` may run more than once.
 *
 * @throws Refusal `site.database-busy` after the last try
 * @throws Error when `work` awaited something else; then it is rolled back
 */
export async function guardedTransaction<T>(db: Kysely<Schema>, tries: number, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
  if (findOpenTransaction() !== undefined) throw new Error('a transaction inside a transaction waits for itself');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runInsideTransaction((here) => db.transaction().execute((tx) => watched(here, () => work(tx))));
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt === tries) throw busy(error);
      await pause(attempt);
    }
  }
}

/** Throws before the commit, which then does not come. */
async function watched<T>(here: OpenTransaction, work: () => Promise<T>): Promise<T> {
  const watch = watchForOnlySql();
  here.watch = watch;
  try {
    const result = await work();
    if (watch.stop()) throw new Error('inside a transaction something other than SQL was awaited');
    return result;
  } finally {
    watch.stop();
    here.watch = undefined;
  }
}

function busy(cause: unknown): Refusal {
  const message = 'The database is busy. Try again in a few seconds.';
  return new Refusal('unavailable', 'site.database-busy', message, { cause, retryAfterSeconds: 5 });
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 * attempt));
}
