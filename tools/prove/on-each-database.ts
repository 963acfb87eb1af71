import { createTestDatabase, startPostgres } from '../../tests/support/postgres.ts';
import { findProgram } from '../../tests/support/programs.ts';
import type { Proving } from './claim.ts';

export interface Place {
  readonly database: 'SQLite' | 'PostgreSQL';
  /** Of PostgreSQL. */
  readonly url: string | undefined;
}

/**
 * Does the work on SQLite and then on a PostgreSQL of its own with fsync on, where that is installed. Gives the databases it was done on,
 * in words.
 */
export async function onEachDatabase({ say }: Proving, work: (place: Place) => Promise<void>): Promise<string> {
  say('On SQLite:');
  await work({ database: 'SQLite', url: undefined });
  if (findProgram('postgresql') === undefined) {
    say('PostgreSQL is not installed (Debian: apt-get install postgresql), so it was not tried there.');
    return 'SQLite';
  }

  const server = await startPostgres({ durable: true });
  try {
    say('On PostgreSQL:');
    await work({ database: 'PostgreSQL', url: (await createTestDatabase(server.url)).url });
  } finally {
    await server.stop();
  }
  return 'SQLite and PostgreSQL';
}
