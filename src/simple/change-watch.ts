import { SECOND } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Clock, Log } from '../world.ts';

/** An act answers 250 ms after its commit: a question that began later than that has seen everything that was acknowledged. */
const TRUSTED_MS = 200;
const PATIENCE_MS = 2 * SECOND;

/** One question to the database: what changed? It tells when it began, and from when on the last answered one did. */
export type AskChanges = (startedAt: number, answeredBefore: number) => Promise<void>;

export interface WatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly ask: AskChanges;
  /** Whether other processes wait for this one; while they do not, each request asks. */
  readonly isKnown: () => boolean;
}

interface Question {
  readonly startedAt: number;
  readonly answer: Promise<void>;
  readonly giveUp: () => void;
}

/**
 * Asks again and again what other processes changed, and knows whether the last answer is new enough to trust what is kept. Many
 * requests that have to ask share one question.
 */
export class ChangeWatch {
  readonly #options: WatchOptions;
  #answeredFrom = Number.NEGATIVE_INFINITY;
  #open: Question | undefined;
  #isCut = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Whether everything that was acknowledged up to now has been seen. */
  isCurrent(): boolean {
    return this.#options.clock.now() - this.#answeredFrom <= TRUSTED_MS && this.#options.isKnown();
  }

  /** Called every 100 ms: asks, and gives up a question that nobody answers. */
  tick(): void {
    if (this.#open !== undefined && this.#options.clock.now() - this.#open.startedAt >= PATIENCE_MS) this.#open.giveUp();
    if (this.#open === undefined) this.#start();
  }

  /**
   * Returns once everything that was acknowledged before the call has been seen.
   *
   * @throws Refusal `index.database-unreachable`
   */
  async untilCurrent(): Promise<void> {
    if (this.isCurrent()) return;
    // One that is under way may have looked too early.
    await this.#open?.answer.catch(() => undefined);
    if (this.isCurrent()) return;
    await (this.#open ?? this.#start()).answer;
  }

  #start(): Question {
    const startedAt = this.#options.clock.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever waits for it hears of it; nobody has to.
    promise.catch(() => undefined);
    const fail = (cause: unknown) => {
      this.#close(question, cause);
      reject(unreachable(cause));
    };
    const question: Question = { startedAt, answer: promise, giveUp: () => fail(new Error('no answer within 2 seconds')) };
    this.#open = question;
    this.#options.ask(startedAt, this.#answeredFrom).then(() => {
      this.#answeredFrom = Math.max(this.#answeredFrom, startedAt);
      this.#close(question, undefined);
      resolve();
    }, fail);
    return question;
  }

  #close(question: Question, cause: unknown): void {
    if (this.#open !== question) return;
    this.#open = undefined;
    // Ten lines a second would say no more than the first.
    if (cause !== undefined && !this.#isCut) this.#options.log.error('the database was asked for changes and did not answer', cause);
    this.#isCut = cause !== undefined;
  }
}

function unreachable(cause: unknown): Refusal {
  return new Refusal(
    'unavailable',
    'index.database-unreachable',
    'This index cannot reach its database at the moment. Try again in a minute.',
    { cause, retryAfterSeconds: 10 },
  );
}
