import type { AsvsLine } from './asvs-lines.ts';
import { idsOf, type WrittenTest } from './titles.ts';

/** What came of a test in a run. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** A test that ran, under its whole title. */
export interface RanTest {
  readonly title: string;
  readonly outcome: Outcome;
}

/** A line beside the tests that are named after it. */
export interface JudgedLine {
  readonly line: AsvsLine;
  readonly tests: readonly RanTest[];
  /** Where they are written: a test that runs on both databases is started by a file of tests/support. */
  readonly files: readonly string[];
  /** A test of that name ran and passed, none failed, and none that is written was left out; or the line does not apply. */
  readonly isShown: boolean;
}

/**
 * Holds the lines against a run and the tests as they are written. A line is shown by tests that ran: one that was only skipped, or is not there, shows nothing.
 */
export function judgeAsvs(lines: readonly AsvsLine[], ran: readonly RanTest[], written: readonly WrittenTest[]): readonly JudgedLine[] {
  return lines.map((line) => {
    const isNamed = ({ title }: { readonly title: string }): boolean => idsOf(title).includes(line.id);
    const tests = ran.filter(isNamed);
    const here = written.filter(isNamed);
    const hasPassed = tests.some(({ outcome }) => outcome === 'passed');
    const hasFailed = tests.some(({ outcome }) => outcome === 'failed');
    const isWhole = here.every((one) => tests.some(({ title }) => title.startsWith(startOf(one))));
    const files = [...new Set(here.map(({ file }) => file))];
    return { line, tests, files, isShown: line.notHere !== undefined || (hasPassed && !hasFailed && isWhole) };
  });
}

/** What the title of a written test is known to begin with: of a race its ids, of a title with holes what stands before them. */
function startOf({ by, title }: WrittenTest): string {
  return by === 'shows' ? title.slice(0, title.indexOf(': ')) : (title.split(/\$\{|\\/)[0] ?? '');
}

/** The lines as `npm test` prints them at its end, with the count. */
export function renderJudged(judged: readonly JudgedLine[]): string {
  const applying = judged.filter(({ line }) => line.notHere === undefined);
  const shown = applying.filter(({ isShown }) => isShown);
  return [
    'OWASP ASVS 5.0, V6 authentication, V7 sessions, V8 authorization:',
    ...judged.map(renderOne),
    `${shown.length} of ${applying.length} lines that apply are shown by tests that passed; ${judged.length - applying.length} do not apply.`,
  ].join('\n');
}

function renderOne({ line, tests, files, isShown }: JudgedLine): string {
  const head = `${line.id.padEnd(6)} L${line.level}  ${line.says}`;
  if (line.notHere !== undefined) return `-  ${head}: ${line.notHere}`;
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  const by = tests.length === 0 ? 'no test ran' : `${passed} of ${tests.length} tests, ${files.join(', ')}`;
  return `${isShown ? '✔' : '✖'}  ${head} (${by})`;
}
