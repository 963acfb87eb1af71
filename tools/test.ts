// `npm test` and `npm run test:long`, and `npm test -- src/python` for a part.
import { randomInt } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { startPostgres } from '../tests/support/postgres.ts';
import { PROGRAMS, type Program } from '../tests/support/programs.ts';
import { ASVS_LINES } from '../tests/yardstick/asvs-lines.ts';
import { judgeAsvs, renderJudged } from '../tests/yardstick/judge-asvs.ts';
import { readNamedTests } from '../tests/yardstick/titles.ts';
import { installPrograms } from './install-programs.ts';
import { runTestFiles } from './run-test-files.ts';

const MINUTE = 60_000;
const CONCURRENCY = 2;
const ONLY_FOR_BENCH = ['nginx', 'wrk'];

const root = dirname(import.meta.dirname);
const PROGRAM_TABLE = join(root, 'tests/support/programs.ts');
const words = process.argv.slice(2);
const isLong = words.includes('long');
const places = words.filter((word) => word !== 'long');
const files = findTestFiles(places);

const missing = installPrograms(PROGRAMS.filter((program) => !ONLY_FOR_BENCH.includes(program.name)));
for (const program of missing) printMissing(program);

const environment = testEnvironment();
if (!missing.some((program) => program.name === 'postgresql')) {
  environment['KEYHOUSE_TEST_POSTGRES_URL'] = (await startPostgres()).url;
}

const counts = await runTestFiles({
  root,
  files,
  environment,
  concurrency: CONCURRENCY,
  testTimeoutMs: (isLong ? 60 : 5) * MINUTE,
  signal: stopSignal(),
});
if (isLong) console.log(`\nKEYHOUSE_TEST_SEED=${environment['KEYHOUSE_TEST_SEED']} repeats this run's chance.`);
// A part of the tests shows a part of the lines: the table is for the whole.
const judged = places.length === 0 ? judgeAsvs(ASVS_LINES, counts.ran, readNamedTests(root)) : [];
if (judged.length > 0) console.log(`\n${renderJudged(judged)}`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 && counts.passed > 0 && judged.every(({ isShown }) => isShown) ? 0 : 1);

/** All test files, or those under the given folders or files; the slow ones of tests/ first, so that they do not run alone at the end. */
function findTestFiles(places: readonly string[]): readonly string[] {
  const all = ['tests/**/*.test.ts', 'src/**/*.test.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  const chosen = places.map((place) => relative(root, resolve(place)));
  const isChosen = (file: string) => chosen.length === 0 || chosen.some((place) => file === place || file.startsWith(`${place}/`));

  return all.filter(isChosen).map((file) => join(root, file));
}

/** A developer's own settings must not reach the tests: of Keyhouse's variables only the tests' own remain. */
function testEnvironment(): NodeJS.ProcessEnv {
  const isForeign = (name: string) => name.startsWith('KEYHOUSE_') && !name.startsWith('KEYHOUSE_TEST_');
  const own = Object.entries(process.env).filter(([name]) => !isForeign(name));
  // Each file is a process that loads the same modules: kept compiled, that takes half a second less each time.
  const environment: NodeJS.ProcessEnv = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/tests'), ...Object.fromEntries(own) };
  if (!isLong) return environment;

  return { ...environment, KEYHOUSE_TEST_LONG: '1', KEYHOUSE_TEST_SEED: environment['KEYHOUSE_TEST_SEED'] ?? String(randomInt(2 ** 31)) };
}

function printMissing(program: Program): void {
  const asking = files.filter((file) => asksFor(file, program.name)).map((file) => `  ${relative(root, file)}`);
  console.log(`Not installed: ${program.name} (Debian: apt-get install ${program.packages.join(' ')}). Tests that need it do not run, in:`);
  console.log(asking.length === 0 ? '  (no file)' : asking.join('\n'));
}

/** Whether a test file needs a program, by itself or through what it imports from tests/support/. */
function asksFor(file: string, name: string): boolean {
  const text = readFileSync(file, 'utf8');
  const supports = [...text.matchAll(/from '([^']*support\/|\.\/)([\w-]+\.ts)'/g)].map((match) =>
    join(root, 'tests/support', match[2] ?? ''),
  );
  const texts = [text, ...supports.filter((path) => path !== PROGRAM_TABLE && existsSync(path)).map((path) => readFileSync(path, 'utf8'))];
  const questions = texts.flatMap((one) => one.match(/missingProgram\([^)]*\)/g) ?? []);

  return questions.some((question) => question.includes(`'${name}'`));
}

/** Told to stop, the run ends its files' processes; PostgreSQL ends with this one. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());

  return stop.signal;
}
