import type { Kysely } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Database } from '../world.ts';

/** A database with its bare connections, for migrations, backups and tests: no guard stands before them. */
export interface OpenedDatabase extends Database {
  readonly raw: Kysely<Schema>;
  /** The one that cannot write. */
  readonly rawReader: Kysely<Schema>;
  /** Its time in milliseconds; undefined for one in this process, which has no clock of its own. */
  readonly askTime: (() => Promise<number>) | undefined;
}
