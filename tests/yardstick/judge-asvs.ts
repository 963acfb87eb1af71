import type { AsvsLine } from './asvs-lines.ts';
import { idsOf } from './titles.ts';

/** What came of a test in a run. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** A test that ran, under its whole title. */
export interface RanTest {
  readonly file: string;
  readonly title: string;
  readonly outcome: Outcome;
}

/** A line beside the tests that are named after it. */
export interface JudgedLine {
  readonly line: AsvsLine;
  readonly tests: readonly RanTest[];
  /** A test of that name ran and passed, and none failed; or the line does not apply. */
  readonly isShown: boolean;
}

/** Holds the lines against a run. A line is shown by tests that ran: one that was only skipped, or is not there, shows nothing. */
export function judgeAsvs(lines: readonly AsvsLine[], ran: readonly RanTest[]): readonly JudgedLine[] {
  return lines.map((line) => {
    const tests = ran.filter(({ title }) => idsOf(title).includes(line.id));
    const hasPassed = tests.some(({ outcome }) => outcome === 'passed');
    const hasFailed = tests.some(({ outcome }) => outcome === 'failed');
    return { line, tests, isShown: line.notHere !== undefined || (hasPassed && !hasFailed) };
  });
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

function renderOne({ line, tests, isShown }: JudgedLine): string {
  const head = `${line.id.padEnd(6)} L${line.level}  ${line.says}`;
  if (line.notHere !== undefined) return `-  ${head}: ${line.notHere}`;
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  const files = [...new Set(tests.map(({ file }) => file))];
  const by = files.length === 0 ? 'no test ran' : `${passed} of ${tests.length} tests, ${files.join(', ')}`;
  return `${isShown ? '✔' : '✖'}  ${head} (${by})`;
}
