import type { DatabaseConnection, Driver } from 'kysely';
import { refuseFailedDatabase, refuseUnknownOutcome } from './database-errors.ts';
import { findOpenTransaction } from './inside-transaction.ts';

interface Watched extends DatabaseConnection {
  readonly inner: DatabaseConnection;
}

/** A driver that tells the open transaction when its queries start and end, and turns failures of the host into refusals. */
export function watchDriver(inner: Driver): Driver {
  const known = new WeakMap<DatabaseConnection, Watched>();

  function watch(connection: DatabaseConnection): Watched {
    const found = known.get(connection) ?? watchConnection(connection);
    known.set(connection, found);
    return found;
  }

  return {
    init: () => inner.init(),
    acquireConnection: async () => watch(await inner.acquireConnection().catch(failed)),
    beginTransaction: (connection, settings) => inner.beginTransaction(innerOf(connection), settings).catch(failed),
    commitTransaction: (connection) =>
      inner.commitTransaction(innerOf(connection)).catch((error: unknown) => {
        throw refuseUnknownOutcome(error);
      }),
    // A full disk or a lost connection has rolled back already: then this fails, and the first error is the one to tell.
    rollbackTransaction: (connection) => inner.rollbackTransaction(innerOf(connection)).catch(() => undefined),
    releaseConnection: (connection) => inner.releaseConnection(innerOf(connection)),
    destroy: () => inner.destroy(),
  };
}

function watchConnection(inner: DatabaseConnection): Watched {
  return {
    inner,
    async executeQuery(query) {
      const watch = findOpenTransaction()?.watch;
      watch?.queryStarts();
      try {
        return await inner.executeQuery(query);
      } catch (error) {
        throw refuseFailedDatabase(error);
      } finally {
        watch?.queryEnds();
      }
    },
    streamQuery: (query, chunkSize) => inner.streamQuery(query, chunkSize),
  };
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return (connection as Watched).inner;
}

function failed(error: unknown): never {
  throw refuseFailedDatabase(error);
}
