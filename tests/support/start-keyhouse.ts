import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

export interface Keyhouse {
  readonly origin: string;
  readonly data: string;
  readonly process: ChildProcess;
  /** What the server printed on standard error, with the set-up link. */
  greeting(): string;
  log(): string;
  /** Texts of the mails written so far, oldest first. */
  mails(): readonly string[];
  stop(signal?: NodeJS.Signals): Promise<void>;
  remove(): void;
}

/**
 * Starts the real server as a process of its own with an empty data folder (or the one given), on a free port or that of
 * `KEYHOUSE_LISTEN`: the same again after a crash.
 */
export async function startKeyhouse(environment: Readonly<Record<string, string>> = {}, folder?: string): Promise<Keyhouse> {
  const data = folder ?? mkdtempSync(join(tmpdir(), 'keyhouse-test-'));
  const port = environment['KEYHOUSE_LISTEN']?.split(':').at(-1) ?? (await freePort());
  const origin = `http://localhost:${port}`;
  const root = join(import.meta.dirname, '..', '..');
  const args = ['--disable-warning=ExperimentalWarning', '--disable-proto=delete', join(root, 'src/main.ts'), 'serve'];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], KEYHOUSE_DATA: data, KEYHOUSE_URL: origin, KEYHOUSE_LISTEN: `127.0.0.1:${port}`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let greeting = '';
  let log = '';
  child.stderr.on('data', (chunk) => {
    greeting += chunk;
  });
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const outbox = join(data, 'outbox');
  const keyhouse: Keyhouse = {
    ...{ origin, data, process: child, greeting: () => greeting, log: () => log },
    mails: () =>
      (existsSync(outbox) ? readdirSync(outbox) : [])
        .sort()
        .map((name) => readFileSync(join(outbox, name), 'utf8').replaceAll('=\r\n', '').replaceAll('=3D', '=')),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
  for (let tries = 0; !greeting.includes('(process'); tries += 1) {
    if (child.exitCode !== null || tries > 400) throw new Error(`keyhouse did not start: ${greeting}${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return keyhouse;
}
