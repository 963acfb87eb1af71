import type { Config } from '../config.ts';

/** What a command is given of the machine; its tests run the real launcher. */
export interface CommandHost {
  /**
   * The settings, read when they are asked for: help needs none.
   *
   * @throws Refusal `config.*`
   */
  readConfig(): Config;
  /** Who runs the command, for its event (D5). */
  readonly osUser: string;
  /** One line of the answer, on standard output. */
  print(line: string): void;
  /** One line beside it, on standard error. */
  tell(line: string): void;
}

/** One word after `keyhouse`. */
export interface Command {
  readonly name: string;
  /** How it is called, and what for, in the list of commands. */
  readonly usage: string;
  readonly summary: string;
  /** One screen, ends with a newline. */
  readonly help: string;
  /**
   * Gives the exit code: 0, or 1 when what was asked for was done and found something wrong.
   *
   * @throws Refusal `command.usage` when it was called in a way that it does not know
   */
  run(words: readonly string[], host: CommandHost): Promise<number>;
}
