import type { Log, LogFields } from '../world.ts';

/** What a terminal or a viewer would act upon and JSON lets through: controls, line ends, reversed writing, the invisible. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * One JSON object a line on standard output: `time` (ISO 8601 with milliseconds), `level`, `what`, then the fields. Nothing in a text
 * can forge a line or a field, or reach a terminal as a command.
 */
export function makeJsonLog(write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  function line(level: string, what: string, fields: LogFields): void {
    const head = { time: new Date().toISOString(), level, what };
    write(`${escapeUnsafe(JSON.stringify({ ...head, ...fields, ...head }))}\n`);
  }
  return {
    info: (what, fields = {}) => line('info', what, fields),
    warn: (what, fields = {}) => line('warn', what, fields),
    error: (what, cause, fields = {}) => line('error', what, { ...fields, ...describe(cause) }),
  };
}

function escapeUnsafe(json: string): string {
  return json.replaceAll(UNSAFE, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function describe(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { cause: String(cause) };
  const inner = cause.cause instanceof Error ? { because: cause.cause.message } : {};
  return { cause: cause.message, stack: cause.stack, ...inner };
}
