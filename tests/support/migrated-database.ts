import { migrate } from '../../src/database/migrate.ts';
import { openPostgres } from '../../src/database/postgres.ts';
import { createTestDatabase, type TestDatabase, testPostgresUrl } from './postgres.ts';

let template: Promise<string> | undefined;

/** A PostgreSQL database with the schema in it: a copy of one that is migrated once in this process, which saves 200 ms each time. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  template ??= makeTemplate();
  return createTestDatabase(await testPostgresUrl(), { template: await template });
}

async function makeTemplate(): Promise<string> {
  const { url } = await createTestDatabase(await testPostgresUrl());
  const database = await openPostgres(url, { onIdleError: () => undefined, isDurabilityOptional: true });
  await migrate(database.raw, 'postgres', 0);
  await database.close();
  return url;
}
