import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ChildCommand } from './child-command.ts';
import { encodeFrame, frameReader } from './frames.ts';
import { type Answer, type Job, unpackAnswer } from './jobs.ts';

/** A child that is started for the first job and kept for the next ones. */
export interface KeptChild {
  /**
   * Does one job; jobs wait for each other.
   *
   * @throws ChildFailure when the job took the child with it, ran into its limit or stood in a full line
   */
  run(job: Job, limitMillis: number): Promise<Answer>;
  /** Process id of the child, undefined while there is none. */
  pid(): number | undefined;
  /** Ends the child and fails the jobs that wait. */
  close(): void;
}

/** Why a job has no answer: `crashed` and `too-slow` are the job's own doing, `busy` and `not-started` are not. */
export class ChildFailure extends Error {
  readonly why: 'crashed' | 'too-slow' | 'busy' | 'not-started' | 'closed';

  constructor(message: string, options: { why: ChildFailure['why']; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'ChildFailure';
    this.why = options.why;
  }
}

/** One started process: asks it one thing at a time. */
interface Running {
  readonly process: ChildProcess;
  /** The next answer; fails when the process ends or answers nonsense. */
  answer(): Promise<Answer>;
}

const MAX_ANSWER_BYTES = 128 * 1024 * 1024;
const START_LIMIT_MILLIS = 30_000;

/** A child that runs `command`; at most `maxWaiting` jobs wait for it. */
export function keptChild(command: ChildCommand, maxWaiting: number): KeptChild {
  let running: Running | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;

  function drop(): void {
    running?.process.kill('SIGKILL');
    running = undefined;
  }

  async function started(): Promise<Running> {
    if (running !== undefined && running.process.exitCode === null && running.process.signalCode === null) return running;
    running = start(command);
    try {
      await within(running.answer(), START_LIMIT_MILLIS);
    } catch (cause) {
      drop();
      throw new ChildFailure('The sandbox could not be started.', { why: 'not-started', cause });
    }
    return running;
  }

  async function work(job: Job, limitMillis: number): Promise<Answer> {
    if (isClosed) throw new ChildFailure('The sandbox is closed.', { why: 'closed' });
    const child = await started();
    try {
      child.process.stdin?.write(encodeFrame(job));
      return await within(child.answer(), limitMillis);
    } catch (error) {
      drop();
      throw isClosed ? new ChildFailure('The sandbox is closed.', { why: 'closed', cause: error }) : error;
    }
  }

  return {
    async run(job, limitMillis) {
      if (waiting >= maxWaiting) throw new ChildFailure(`More than ${maxWaiting} jobs wait for the sandbox.`, { why: 'busy' });
      waiting += 1;
      const result = last.then(() => work(job, limitMillis));
      last = result.catch(() => undefined);
      try {
        return await result;
      } finally {
        waiting -= 1;
      }
    },
    pid: () => running?.process.pid,
    close() {
      isClosed = true;
      drop();
    },
  };
}

function start(command: ChildCommand): Running {
  // No secret of ours is in its environment; one thread for the file system is enough for one job at a time.
  const child = spawn(command.program, [...command.arguments], {
    cwd: '/',
    env: { UV_THREADPOOL_SIZE: '1' },
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  });
  const read = frameReader(MAX_ANSWER_BYTES);
  let next = Promise.withResolvers<Answer>();
  next.promise.catch(() => undefined);

  const fail = (what: string, cause?: unknown): void => next.reject(new ChildFailure(what, { why: 'crashed', cause }));
  child.on('error', (error) => fail('The sandbox could not run.', error));
  child.on('close', (code, signal) => fail(`The sandbox ended with ${signal ?? `code ${code}`}.`));
  // A job that is written while the child dies is told by 'close'.
  child.stdin?.on('error', () => undefined);

  const answers = child.stdio[3] as Readable;
  answers.on('error', (error) => fail('The sandbox can not be heard.', error));
  answers.on('data', (piece: Buffer) => {
    try {
      for (const frame of read(piece)) next.resolve(unpackAnswer(frame.json, frame.bytes));
    } catch (error) {
      fail('The sandbox answered nonsense.', error);
      child.kill('SIGKILL');
    }
  });
  return {
    process: child,
    async answer() {
      const answer = await next.promise;
      next = Promise.withResolvers<Answer>();
      next.promise.catch(() => undefined);
      return answer;
    },
  };
}

async function within<T>(promise: Promise<T>, limitMillis: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new ChildFailure(`No answer within ${limitMillis} milliseconds.`, { why: 'too-slow' })),
    limitMillis,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
