import { AsyncLocalStorage } from 'node:async_hooks';
import type { OnlySqlWatch } from './only-sql-watch.ts';

/** The transaction that the running code belongs to. */
export interface OpenTransaction {
  /** Undefined before the first and after the last moment in which `work` runs. */
  watch: OnlySqlWatch | undefined;
  isOpen: boolean;
}

const storage = new AsyncLocalStorage<OpenTransaction>();

/** The transaction whose `work` is running here, or undefined outside of any. */
export function findOpenTransaction(): OpenTransaction | undefined {
  const found = storage.getStore();
  return found?.isOpen ? found : undefined;
}

/** Runs `work` as the inside of one transaction. */
export async function runInsideTransaction<T>(work: (here: OpenTransaction) => Promise<T>): Promise<T> {
  const here: OpenTransaction = { watch: undefined, isOpen: true };
  return storage.run(here, async () => {
    try {
      return await work(here);
    } finally {
      here.isOpen = false;
    }
  });
}
