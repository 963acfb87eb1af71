import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { Refusal } from '../base/refusal.ts';

/** What was typed after a command: its plain words, and its options by name. */
export interface ParsedWords {
  readonly words: readonly string[];
  /** Options with a value. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Options without one that were given. */
  readonly flags: ReadonlySet<string>;
}

/** Which options a command knows. */
export interface KnownOptions {
  readonly values?: readonly string[];
  readonly flags?: readonly string[];
  /** What its plain words are called, in order; all of them must be there. */
  readonly words: readonly string[];
}

/**
 * Reads what was typed after a command.
 *
 * @throws Refusal `command.usage`
 */
export function parseWords(typed: readonly string[], known: KnownOptions): ParsedWords {
  const options: ParseArgsOptionsConfig = Object.fromEntries([
    ...(known.values ?? []).map((name) => [name, { type: 'string' }] as const),
    ...(known.flags ?? []).map((name) => [name, { type: 'boolean' }] as const),
  ]);
  const { positionals, values } = parse(typed, options);
  const missing = known.words[positionals.length];
  if (missing !== undefined) throw usage(`${missing} is missing.`);
  const tooMuch = positionals[known.words.length];
  if (tooMuch !== undefined) throw usage(`"${tooMuch.slice(0, 80)}" is one word too many.`);

  const entries = Object.entries(values);
  return {
    words: positionals,
    values: Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
    flags: new Set(entries.flatMap(([name, value]) => (value === true ? [name] : []))),
  };
}

/** Called in a way that the command does not know: exit code 2. */
export function usage(sentence: string): Refusal {
  return new Refusal('invalid', 'command.usage', sentence);
}

function parse(typed: readonly string[], options: ParseArgsOptionsConfig): { positionals: string[]; values: Record<string, unknown> } {
  try {
    return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [first = ''] = (error as Error).message.split('. ');
    throw usage(`${first.replace(/\.$/, '')}.`);
  }
}
