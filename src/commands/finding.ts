/** What the doctor found in one place. */
export interface Finding {
  readonly name: string;
  /** `warn` can wait, `fail` can not. */
  readonly level: 'ok' | 'warn' | 'fail';
  readonly says: string;
  /** What to do about it. */
  readonly todo?: string;
}

export function ok(name: string, says: string): Finding {
  return { name, level: 'ok', says };
}

export function warn(name: string, says: string, todo: string): Finding {
  return { name, level: 'warn', says, todo };
}

export function fail(name: string, says: string, todo: string): Finding {
  return { name, level: 'fail', says, todo };
}
