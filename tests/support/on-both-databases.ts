import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { migrate } from '../../src/database/migrate.ts';
import type { OpenedDatabase } from '../../src/database/opened-database.ts';
import { openPostgres } from '../../src/database/postgres.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { createMigratedDatabase } from './migrated-database.ts';
import { missingProgram } from './programs.ts';
import { makeQuickFolder } from './quick-folder.ts';

/** One test on a fresh SQLite file and on a fresh PostgreSQL database (skipped where PostgreSQL is not installed). */
export function onBothDatabases(name: string, run: (database: OpenedDatabase, t: TestContext) => Promise<void>): void {
  test(`${name} (SQLite)`, async (t) => {
    const folder = makeQuickFolder();
    const database = openSqlite(join(folder.path, 'test.sqlite'));
    t.after(async () => {
      await database.close();
      folder.remove();
    });
    await migrate(database.raw, 'sqlite', 0);
    await run(database, t);
  });

  test(`${name} (PostgreSQL)`, { skip: missingProgram('postgresql') }, async (t) => {
    const place = await createMigratedDatabase();
    const database = await openPostgres(place.url, { onIdleError: () => undefined, isDurabilityOptional: true });
    t.after(async () => {
      await database.close();
      await place.drop();
    });
    await run(database, t);
  });
}
