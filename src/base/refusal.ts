/** What kind of "no" this is; `web/` turns each kind into one HTTP status. */
export type RefusalKind =
  | 'invalid'
  | 'not-signed-in'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

export interface RefusalOptions {
  /** What really went wrong: for the log only, never shown. */
  readonly cause?: unknown;
  /** When trying again makes sense, in seconds from now; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** The form field at fault, so that the page can point at it. */
  readonly field?: string | undefined;
  /** What else of the same form is at fault, in the order of its fields. */
  readonly also?: readonly Refusal[];
}

/**
 * A refused request: thrown, so nothing happened. `message` is one sentence that is safe to show and says what to do;
 * `code` is stable and documented. Anything else that is thrown is a bug and becomes a 500 with an incident number.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  readonly field: string | undefined;
  readonly also: readonly Refusal[];

  constructor(kind: RefusalKind, code: string, message: string, options: RefusalOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'Refusal';
    this.kind = kind;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.field = options.field;
    this.also = options.also ?? [];
  }
}
