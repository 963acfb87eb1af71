import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test as its file writes it: of a title with holes, what stands before the first one. */
export interface WrittenTest {
  readonly file: string;
  readonly title: string;
}

const TITLE = /^\s*(?:test|onBothDatabases|story|attack|raceForOne)\(\s*(['`"])((?:(?!\1)[^\n])*)/gm;
/** What a race shows, beside the rule that gives it its title. */
const SHOWS = /^\s*shows: '([^'\n]*)'/gm;

/** The ids that a title begins with: `B16, 27, 8.2.1: half signed in, …` is named after a rule, an attack and a line of ASVS. */
export function idsOf(title: string): readonly string[] {
  const colon = title.indexOf(': ');
  return colon < 0 ? [] : title.slice(0, colon).split(', ');
}

/** The titles of a test file. */
export function titlesIn(text: string): readonly string[] {
  const titles = [...text.matchAll(TITLE)].map(([, , title = '']) => title);
  return [...titles, ...[...text.matchAll(SHOWS)].map(([, ids = '']) => `${ids}: a race`)];
}

/** Every test that begins with an id, by file; `root` is the project's. */
export function readNamedTests(root: string): readonly WrittenTest[] {
  const files = ['tests/**/*.ts', 'src/**/*.test.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  return files.flatMap((file) =>
    titlesIn(readFileSync(join(root, file), 'utf8'))
      .filter((title) => idsOf(title).length > 0)
      .map((title) => ({ file, title })),
  );
}
