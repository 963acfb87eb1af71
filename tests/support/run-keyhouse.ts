import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Runs one command through the real launcher, with no variable but these, and gives what came out. */
export async function runKeyhouse(environment: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> {
  const launcher = join(import.meta.dirname, '..', '..', 'bin', 'keyhouse.mjs');
  const child = spawn(process.execPath, [launcher, ...words], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, complaint };
}

/** What a command says on standard error when nobody reads what it prints. */
export function complaintWhenCutOff(environment: Readonly<Record<string, string>>, ...words: readonly string[]): string {
  const launcher = join(import.meta.dirname, '..', '..', 'bin', 'keyhouse.mjs');
  const env = { PATH: process.env['PATH'], ...environment };
  const { stderr } = spawnSync('sh', ['-c', '"$@" | true', 'sh', process.execPath, launcher, ...words], { env, encoding: 'utf8' });
  return stderr;
}

/** Starts one command and kills it without a warning as soon as something is so. */
export async function killOnce(
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  isSo: () => boolean,
): Promise<void> {
  const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words], { env, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (!isSo() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await ended;
  if (child.signalCode !== 'SIGKILL') throw new Error(`${words.join(' ')} ended before it could be killed`);
}

/** The settings of a running server, for a command beside it. */
export function besides(
  keyhouse: { readonly data: string; readonly origin: string },
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { KEYHOUSE_DATA: keyhouse.data, KEYHOUSE_URL: keyhouse.origin, ...more };
}
