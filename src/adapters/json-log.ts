import type { Log, LogFields } from '../world.ts';

/** One JSON object a line on standard output; texts are escaped by JSON, so nothing in them can forge a line. */
export function makeJsonLog(write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  function line(level: string, what: string, fields: LogFields): void {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, what, ...fields })}\n`);
  }
  return {
    info: (what, fields = {}) => line('info', what, fields),
    warn: (what, fields = {}) => line('warn', what, fields),
    error: (what, cause, fields = {}) => line('error', what, { ...fields, ...describe(cause) }),
  };
}

function describe(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { cause: String(cause) };
  const inner = cause.cause instanceof Error ? { because: cause.cause.message } : {};
  return { cause: cause.message, stack: cause.stack, ...inner };
}
