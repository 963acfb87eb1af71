import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test as its file writes it: of a title with holes, what stands before the first one. */
export interface WrittenTest {
  readonly file: string;
  readonly title: string;
  /** The function that makes the test of it: `test`, `story`, …, or `shows` for what a race says of itself. */
  readonly by: string;
}

const TITLE = /^\s*(test|onBothDatabases|story|attack|raceForOne)\(\s*(['`"])((?:(?!\2)[^\n])*)/gm;
/** What a race shows, beside the rule that gives it its title. */
const SHOWS = /^\s*shows: '([^'\n]*)'/gm;

/** The ids that a title begins with: `B16, 27, 8.2.1: half signed in, …` is named after a rule, an attack and a line of ASVS. */
export function idsOf(title: string): readonly string[] {
  const colon = title.indexOf(': ');
  return colon < 0 ? [] : title.slice(0, colon).split(', ');
}

/** The tests of a file. */
export function testsIn(file: string, text: string): readonly WrittenTest[] {
  return [
    ...[...text.matchAll(TITLE)].map(([, by = '', , title = '']) => ({ file, by, title })),
    ...[...text.matchAll(SHOWS)].map(([, ids = '']) => ({ file, by: 'shows', title: `${ids}: a race of fifty` })),
  ];
}

/** Every test that begins with an id, by file; `root` is the project's. */
export function readNamedTests(root: string): readonly WrittenTest[] {
  const files = ['tests/**/*.ts', 'src/**/*.test.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  return files.flatMap((file) => testsIn(file, readFileSync(join(root, file), 'utf8'))).filter(({ title }) => idsOf(title).length > 0);
}
