import { relative } from 'node:path';
import { type EventData, run, type TestsStream } from 'node:test';
import { inspect } from 'node:util';
import type { RanTest } from '../tests/yardstick/judge-asvs.ts';

/** What came of a run; a test that was cancelled counts as failed. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Every test that ran, by its whole title. */
  readonly ran: readonly RanTest[];
}

export interface TestRun {
  readonly root: string;
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly concurrency: number;
  readonly testTimeoutMs: number;
  readonly signal: AbortSignal;
}

type Failure = Pick<EventData.TestFail, 'name' | 'file' | 'line'> & { readonly details: { readonly error: Error } };

const END_OF_FILE = import.meta.resolve('../tests/support/end-of-file.ts');
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--disable-proto=delete', `--import=${END_OF_FILE}`];

/**
 * Runs each file in a process of its own and prints one line per file, every failure in full, and at the end the failures by name and
 * why tests were skipped. A file that holds no test, ends before its tests do, or leaves something open is a failure too: node:test
 * calls some of these passed.
 */
export async function runTestFiles(options: TestRun): Promise<TestCounts> {
  const place = (file: string | undefined, line?: number) => `${relative(options.root, file ?? '')}${line ? `:${line}` : ''}`;
  const unfinished = new Set(options.files);
  const failures: string[] = [];
  const skips = new Map<string, number>();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const ran: RanTest[] = [];
  const events = startRun(options);

  events.on('test:stdout', ({ message }) => process.stdout.write(message));
  events.on('test:stderr', ({ message }) => process.stderr.write(message));
  events.on('test:pass', ({ name, skip }) => {
    ran.push({ title: name, outcome: skip ? 'skipped' : 'passed' });
    if (skip) skips.set(String(skip), (skips.get(String(skip)) ?? 0) + 1);
  });
  events.on('test:fail', (failure: Failure) => {
    ran.push({ title: failure.name, outcome: 'failed' });
    if (isOnlyItsParts(failure)) return;
    if (failure.name === failure.file) {
      unfinished.add(failure.file);
      return;
    }
    failures.push(`${place(failure.file, failure.line)}  ${failure.name}`);
    console.log(`\n✖ ${failures.at(-1)}\n${inspect(failure.details.error.cause ?? failure.details.error)}\n`);
  });
  events.on('test:summary', ({ file, counts, duration_ms }) => {
    if (file === undefined || counts.tests === 0) return;
    unfinished.delete(file);
    const skipped = counts.skipped + counts.todo;
    const failed = counts.tests - counts.passed - skipped;
    total.passed += counts.passed;
    total.failed += failed;
    total.skipped += skipped;
    console.log(`${failed === 0 ? '✔' : '✖'} ${place(file)}  ${counts.passed} of ${counts.tests}, ${(duration_ms / 1000).toFixed(1)} s`);
  });
  for await (const _event of events);

  for (const file of unfinished) failures.push(`${place(file)}  holds no test, ended before its tests did, or left something open`);
  printEnd(failures, skips);

  return { ...total, failed: total.failed + unfinished.size, ran };
}

/** Not with `forceExit`: it loses the last results of a file now and then. */
function startRun(options: TestRun): TestsStream {
  return run({
    cwd: options.root,
    files: [...options.files],
    concurrency: options.concurrency,
    timeout: options.testTimeoutMs,
    execArgv: NODE_FLAGS,
    env: options.environment,
    signal: options.signal,
  });
}

/** A suite, or a test with parts, of which a part failed and was told of already. */
function isOnlyItsParts(failure: Failure): boolean {
  return (failure.details.error as { failureType?: string }).failureType === 'subtestsFailed';
}

function printEnd(failures: readonly string[], skips: ReadonlyMap<string, number>): void {
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  ${line}`).join('\n')}`);
  if (skips.size > 0) console.log('\nSkipped:');
  for (const [reason, number] of skips) console.log(`  ${number} ${reason === 'true' ? 'without a reason' : reason}`);
}
