import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemRandomBytes } from '../../src/crypto/random-bytes.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { type ServerOptions, startServer } from '../../src/web/server.ts';
import type { World } from '../../src/world.ts';
import { type TestClock, testClock } from './test-clock.ts';
import { TEST_KEYS } from './test-keys.ts';

/** What tests ask under, whatever port the server got. */
export const TEST_HOST = 'localhost:8765';

export interface TestAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface TestSite {
  readonly port: number;
  readonly world: World;
  readonly clock: TestClock;
  /** Lines of the log. */
  readonly log: readonly string[];
  ask(path: string, ask?: Ask): Promise<TestAnswer>;
  /** Sends bytes as they are and gives everything that comes back until the server closes, or `waitMs` have passed. */
  raw(text: string, waitMs?: number): Promise<string>;
  close(): Promise<void>;
}

const SETTINGS: Settings = {
  url: `http://${TEST_HOST}`,
  listenHost: '127.0.0.1',
  listenPort: 0,
  dataFolder: '',
  databaseUrl: undefined,
  smtpUrl: undefined,
  mailFrom: 'keyhouse@localhost',
  site: 'main',
  siteName: 'Keyhouse',
  siblingUrl: undefined,
  securityContact: undefined,
  supportUrl: undefined,
  trustedProxies: [],
  maxFileBytes: 1 << 20,
  maxProjectBytes: 1 << 30,
  releaseOpenDays: 14,
  pinned: {},
};

/** A server of only these routes on a real port, with a database of its own; everybody is a visitor unless told. */
export async function startTestSite(
  t: TestContext,
  options: Partial<Omit<ServerOptions, 'world'>> & { readonly settings?: Partial<Settings> },
): Promise<TestSite> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-web-'));
  const database = openSqlite(join(folder, 'test.sqlite'));
  await migrate(database.raw, 'sqlite', 0);
  const log: string[] = [];
  const clock = testClock();
  const world = makeWorld(database, clock, log, { ...SETTINGS, ...options.settings });
  const server = await startServer({
    routes: [],
    findCaller: async () => ({ kind: 'visitor' }),
    showRefusal: (view) => `<!doctype html><title>${view.status}</title>${view.code} ${view.requestId}`,
    prepared: () => undefined,
    assets: new Map(),
    ...options,
    world,
  });
  const close = async () => {
    await server.close();
    await database.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  t.after(close);

  return {
    ...{ port: server.port, world, clock, log, close },
    ask: (path, ask) => askServer(server.port, path, ask),
    raw: (text, waitMs) => sendRaw(server.port, text, waitMs),
  };
}

function makeWorld(database: World['database'], clock: TestClock, log: string[], settings: Settings): World {
  const note =
    (level: string) =>
    (what: string, ...more: unknown[]) => {
      log.push(`${level} ${what} ${more.map((part) => (part instanceof Error ? part.message : JSON.stringify(part))).join(' ')}`);
    };
  // Only what `web/` itself touches: no file, mail, sandbox or password is there.
  return {
    ...{ clock, settings, keys: TEST_KEYS, read: database.read, database, mailMode: 'off' },
    files: { open: async () => undefined },
    seen: { note: () => undefined },
    random: { bytes: systemRandomBytes },
    log: { info: note('info'), warn: note('warn'), error: note('error') },
  } as unknown as World;
}

function askServer(port: number, path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { host: TEST_HOST, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', headers: response.headers, body: text });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are and gives everything that comes back until the server closes, or `waitMs` have passed. */
export function sendRaw(port: number, text: string, waitMs = 2_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(got);
    };
    const timer = setTimeout(finish, waitMs);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      got += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', finish);
    socket.on('connect', () => socket.write(Buffer.from(text, 'latin1')));
  });
}

/** A form as browsers send it. */
export function formBody(fields: Readonly<Record<string, string>>): { readonly headers: Record<string, string>; readonly body: string } {
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() };
}
