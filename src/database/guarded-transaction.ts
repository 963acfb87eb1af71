import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, Transaction } from 'kysely';
import { Refusal } from '../base/refusal.ts';
import type { Schema } from '../schema/schema.ts';
import type { Read } from '../world.ts';

const inside = new AsyncLocalStorage<{ isOpen: boolean }>();

/** The reading side; inside a transaction it throws, since what it sees is not what the transaction sees (and on one connection it would wait for itself). */
export function readerOutside(reader: Kysely<Schema>): Read {
  return {
    selectFrom: ((...from: Parameters<typeof reader.selectFrom>) => {
      if (inside.getStore()?.isOpen) throw new Error('inside a transaction read through the transaction');
      return reader.selectFrom(...from);
    }) as Read['selectFrom'],
  };
}

export interface TransactionGuards {
  /**
   * On SQLite every query is answered within the turn it was asked in, so when a later turn of the event loop comes before the
   * end, something else was awaited: a timer, a file, the network. Then the transaction is rolled back.
   */
  readonly onlySql: boolean;
  /** How often a conflict between transactions is tried again. */
  readonly tries: number;
}

/** Runs one writing transaction with the guards of law 4; tries again after a conflict, so `work` is SQL and pure code only. */
export async function guardedTransaction<T>(db: Kysely<Schema>, guards: TransactionGuards, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
  if (inside.getStore()?.isOpen) throw new Error('a transaction inside a transaction waits for itself');
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(db, guards.onlySql, work);
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (tries === guards.tries) throw new Refusal('unavailable', 'site.database-busy', 'The database is busy. Try again in a few seconds.', { cause: error, retryAfterSeconds: 5 });
      await pause(tries);
    }
  }
}

async function once<T>(db: Kysely<Schema>, onlySql: boolean, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
  const here = { isOpen: true };
  return inside.run(here, async () => {
    try {
      return await db.transaction().execute(async (tx) => {
        let hasWaited = false;
        const alarm = onlySql ? setImmediate(() => { hasWaited = true; }) : undefined;
        try {
          const result = await work(tx);
          if (hasWaited) throw new Error('inside a transaction something other than SQL was awaited');
          return result;
        } finally {
          if (alarm !== undefined) clearImmediate(alarm);
        }
      });
    } finally {
      here.isOpen = false;
    }
  });
}

/** SQLite: busy, locked. PostgreSQL: serialisation failure, deadlock. */
function isConflict(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number };
  return code === '40001' || code === '40P01' || (code === 'ERR_SQLITE_ERROR' && (errcode === undefined ? false : (errcode & 0xff) === 5 || (errcode & 0xff) === 6));
}

function pause(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 * tries));
}
