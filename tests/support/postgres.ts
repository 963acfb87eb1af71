import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A private PostgreSQL server; `url` is its superuser's and names the database `postgres`. */
export interface Postgres {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A database of one test or test file; `url` names it. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const FOLDER_PREFIX = 'keyhouse-pg-';
const START_ATTEMPTS = 400;
const PAUSE_MS = 25;

let ownServer: Promise<Postgres> | undefined;

/**
 * The superuser's url of the server that this run shares (`KEYHOUSE_TEST_POSTGRES_URL`, set by `npm test`),
 * or of one that is started for this process and ends with it, so that a single test file runs by itself.
 *
 * @throws Error when PostgreSQL is not installed; ask `missingProgram('postgresql')` first
 */
export async function testPostgresUrl(): Promise<string> {
  const shared = process.env['KEYHOUSE_TEST_POSTGRES_URL'];
  if (shared) return shared;
  ownServer ??= startPostgres();

  return (await ownServer).url;
}

/**
 * Starts a PostgreSQL of its own port and folder in about a second. It never outlives this process, and does not keep it alive.
 * In `/dev/shm` it is as durable as PostgreSQL can be, for there fsync costs nothing; elsewhere durability is switched off
 * unless `durable` asks for it, as crash tests do.
 *
 * @throws Error when PostgreSQL is not installed or does not start, with the server's own words
 */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<Postgres> {
  const bin = findPostgresBin();
  if (!bin) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  removeStaleFolders();

  const owner = process.getuid?.() === 0 ? unprivilegedUser() : {};
  const folder = mkdtempSync(join(shelf(), `${FOLDER_PREFIX}${process.pid}-`));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const port = await freePort();
  initialise(bin, folder, owner);
  appendFileSync(join(folder, 'data', 'postgresql.conf'), settings(folder, port, options.durable ?? isInMemory()));

  return launch(bin, folder, owner, port);
}

/**
 * Makes an empty database with a name of its own, or a copy of `template` (a database to which nobody is connected; about 40 ms).
 * `drop` ends whatever is still connected to it.
 */
export async function createTestDatabase(adminUrl: string, options: { readonly template?: string } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = options.template === undefined ? '' : ` template ${pg.escapeIdentifier(databaseName(options.template))}`;
  await runAsAdmin(adminUrl, `create database ${name}${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;

  return { url: url.href, drop: () => runAsAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
}

/** The folder with `initdb` and `postgres`, or undefined. Debian keeps them out of PATH. */
export function findPostgresBin(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)];

  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

function initialise(bin: string, folder: string, owner: Owner): void {
  const flags = ['-U', 'keyhouse', '--auth=trust', '--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C'];
  const done = spawnSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), ...flags], {
    ...owner,
    cwd: folder,
    env: bareEnvironment(),
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`initdb failed: ${done.stderr || done.error?.message}`);
}

function settings(folder: string, port: number, durable: boolean): string {
  const lines = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'max_connections = 200',
    'shared_buffers = 64MB',
    'autovacuum = off',
    'jit = off',
    'wal_level = minimal',
    'max_wal_senders = 0',
    'log_min_messages = warning',
  ];
  if (!durable) lines.push('fsync = off', 'synchronous_commit = off', 'full_page_writes = off');

  return `\n${lines.join('\n')}\n`;
}

/** Spawns `postgres` itself, not pg_ctl: then its pid is ours. Where `setpriv` exists, the kernel ends it even when we are killed. */
async function launch(bin: string, folder: string, owner: Owner, port: number): Promise<Postgres> {
  const command = [join(bin, 'postgres'), '-D', join(folder, 'data')];
  const [program = '', ...args] = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'QUIT', ...command] : command;
  const server = spawn(program, args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: bareEnvironment() });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const endAtOnce = () => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  process.once('exit', endAtOnce);

  for (let attempt = 0; !isReady(bin, port); attempt++) {
    if (server.exitCode !== null || attempt > START_ATTEMPTS) throw new Error(`PostgreSQL did not start: ${log}`);
    await sleep(PAUSE_MS);
  }
  server.unref();
  (server.stderr as unknown as { unref(): void }).unref();

  async function stop(): Promise<void> {
    process.removeListener('exit', endAtOnce);
    server.ref();
    server.kill('SIGINT');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }

  return { url: `postgres://keyhouse@127.0.0.1:${port}/postgres`, pid: server.pid ?? 0, stop };
}

function isReady(bin: string, port: number): boolean {
  return spawnSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0;
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The name of a database given by its name or by its url. */
function databaseName(nameOrUrl: string): string {
  return nameOrUrl.includes('://') ? new URL(nameOrUrl).pathname.slice(1) : nameOrUrl;
}

/** `postgres`, which Debian's package makes, else `nobody`: PostgreSQL refuses to run as root. */
function unprivilegedUser(): Owner {
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL refuses to run as root and there is no user `postgres` or `nobody` to run it as.');
}

/** A process that was killed leaves its folder in memory; the pid in the name tells whose it was. */
function removeStaleFolders(): void {
  for (const name of readdirSync(shelf())) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const pid = Number(name.slice(FOLDER_PREFIX.length).split('-')[0]);
    if (!isAlive(pid)) removeIfOurs(join(shelf(), name));
  }
}

function removeIfOurs(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's run left it: only that user, or root, can clear it away.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function shelf(): string {
  return isInMemory() ? '/dev/shm' : tmpdir();
}

function isInMemory(): boolean {
  return existsSync('/dev/shm');
}

function bareEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
