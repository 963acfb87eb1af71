import { type TestContext, test } from 'node:test';
import { createMigratedDatabase } from './migrated-database.ts';
import { missingProgram } from './programs.ts';
import { type StoryOptions, type StorySite, startStorySite } from './story-site.ts';

export interface BreakableSite {
  readonly site: StorySite;
  /** PostgreSQL loses this database, whoever is connected; undefined on SQLite. */
  readonly dropDatabase: (() => Promise<void>) | undefined;
}

/** One test on a site of its own on each database, for breaking it: unlike a story it is not held against anything at its end. */
export function attack(name: string, options: StoryOptions, run: (broken: BreakableSite, t: TestContext) => Promise<void>): void {
  test(`${name} (SQLite)`, async (t) => {
    const { site, close } = await startStorySite(options, undefined);
    t.after(close);
    await run({ site, dropDatabase: undefined }, t);
  });

  test(`${name} (PostgreSQL)`, { skip: missingProgram('postgresql') }, async (t) => {
    const place = await createMigratedDatabase();
    const { site, close } = await startStorySite(options, place.url);
    t.after(async () => {
      await close();
      await place.drop();
    });
    await run({ site, dropDatabase: place.drop }, t);
  });
}
