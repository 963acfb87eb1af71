/**
 * A value that must not be printed: keys, tokens, passwords, links. It shows itself as `[secret]` to logs, JSON,
 * templates and the inspector (which sees no private field); only `reveal()` gives it out, which a reviewer can grep for.
 */
export class Secret<T extends string | Uint8Array = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }
}
