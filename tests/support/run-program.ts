import { spawnSync } from 'node:child_process';

export interface RanProgram {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly text: string;
}

export interface Surroundings {
  /** Working folder, and the home that keeps the caller's own settings out. */
  readonly folder: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs a client to its end with a bare environment: nothing of the machine's own settings reaches it. */
export function runProgram(program: string, args: readonly string[], { folder, variables = {} }: Surroundings): RanProgram {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    timeout: 120_000,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LC_ALL: 'C.UTF-8',
      PYTHONWARNINGS: 'ignore',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      NO_COLOR: '1',
      COLUMNS: '300',
      ...variables,
    },
  });
  return { status: done.status, text: `${done.stdout}${done.stderr}${done.error?.message ?? ''}` };
}
