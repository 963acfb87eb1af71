import type { Kysely } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Database } from '../world.ts';

/** A database with the connection that migrations, backups and tests need: no guard stands before `raw`. */
export interface OpenedDatabase extends Database {
  readonly raw: Kysely<Schema>;
}
