import { test } from 'node:test';
import { noteHostSettings, openSite } from '../../src/accounts/open-site.ts';
import { makeJsonLog } from '../../src/adapters/json-log.ts';
import { openWorld } from '../../src/adapters/open-world.ts';
import { makeSetupLink } from '../../src/admin/set-up.ts';
import { type App, composeApp } from '../../src/app.ts';
import { enterTallies } from '../../src/audit/record-refusal.ts';
import { Secret } from '../../src/base/secret.ts';
import { hmacSha256 } from '../../src/crypto/digest.ts';
import { deliverMails } from '../../src/outbox/deliver-mails.ts';
import { paths } from '../../src/paths.ts';
import { sendResetLinks } from '../../src/recovery/request-reset.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { startServer } from '../../src/web/server.ts';
import type { Mail, MailMode, World } from '../../src/world.ts';
import { type Exchange, Visitor, type VisitorOptions } from './browser-client.ts';
import { freePort } from './free-port.ts';
import { KeptSecrets } from './kept-secrets.ts';
import { leaveClean } from './leave-clean.ts';
import { MailboxReader } from './mailbox-reader.ts';
import { createMigratedDatabase } from './migrated-database.ts';
import { missingProgram } from './programs.ts';
import { makeQuickFolder } from './quick-folder.ts';
import { type TestClock, testClock } from './test-clock.ts';

/** The whole product on a real port and a fresh database. Only its clock, its mail and the cost of a password hash are the test's. */
export interface StorySite {
  readonly origin: string;
  readonly world: World;
  readonly clock: TestClock;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** Mails as they went out, oldest first. */
  readonly mails: readonly Mail[];
  readonly secrets: KeptSecrets;
  /** Mails as they were queued: of which kind, for whose account, when. */
  readonly told: readonly ToldMail[];
  /** Requests that were answered with a 5xx. */
  readonly failures: readonly string[];
  /** Pages that browsers opened. */
  readonly opened: readonly { readonly visitor: Visitor; readonly path: string }[];
  /** A browser that was never here before; its person confirms a sign-in from her mailbox by herself unless she reads no mail. */
  browser(options?: Pick<VisitorOptions, 'userAgent' | 'address'> & { readonly readsMail?: boolean }): Visitor;
  /** A request as tools make it: no cookies, no redirects followed. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** What else runs every second: mails, links that were asked for, the log. */
  runJobs(): Promise<void>;
  /** The newest mail to an address. */
  mailTo(address: string): Promise<Mail>;
  /** Path and query of the link in it. */
  linkMailedTo(address: string): Promise<string>;
  /** Path and query of the set-up link that the start prints. */
  setUpLink(): Promise<string>;
}

/** A mail in the outbox, without what it says. */
export interface ToldMail {
  readonly kind: string;
  readonly account_id: string | null;
  readonly made_at: number;
}

export interface StoryOptions {
  readonly mail?: MailMode;
  readonly settings?: Partial<Settings>;
  /** Puts something around the outside world, to count what is asked of it. */
  readonly wrap?: (world: World) => World;
}

/** Firefox on Linux, unless a story wants another one. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0';

/** One story, told on SQLite and on PostgreSQL (skipped where that is not installed); each ends with the same check. */
export function story(name: string, run: (site: StorySite) => Promise<void>, options: StoryOptions = {}): void {
  test(`${name} (SQLite)`, () => tell(run, options, undefined));

  test(`${name} (PostgreSQL)`, { skip: missingProgram('postgresql') }, async () => {
    const place = await createMigratedDatabase();
    await tell(run, options, place.url).finally(place.drop);
  });
}

async function tell(run: (site: StorySite) => Promise<void>, options: StoryOptions, databaseUrl: string | undefined): Promise<void> {
  const { site, close } = await startStorySite(options, databaseUrl);
  try {
    await run(site);
    await leaveClean(site);
  } finally {
    await close();
  }
}

/** Starts a site; `close` stops it and removes its folder. */
export async function startStorySite(
  options: StoryOptions,
  databaseUrl: string | undefined,
): Promise<{ readonly site: StorySite; close(): Promise<void> }> {
  const data = makeQuickFolder();
  const settings = await settingsOf(data.path, databaseUrl, options);
  const clock = testClock();
  const log: string[] = [];
  const mails: Mail[] = [];
  const send = async (mail: Mail): Promise<void> => {
    mails.push(mail);
  };
  const mailer = { mode: options.mail ?? 'folder', send };
  const opened = await openWorld(settings, undefined, {
    ...{ clock, mailer, isDurabilityOptional: true },
    log: makeJsonLog((line) => log.push(line)),
  });
  const slowHash = { hash: async (password: Uint8Array, salt: Uint8Array) => hmacSha256(salt, password) };
  const world: World = (options.wrap ?? ((bare) => bare))({ ...opened.world, slowHash });
  const row = await openSite(world);
  await noteHostSettings(world);
  const app = await composeApp(world, row.restore_epoch);
  const server = await serve(world, app);

  const told: ToldMail[] = [];
  const runJobs = async (): Promise<void> => {
    await sendResetLinks(world, 'the story');
    told.push(...(await listQueued(world)));
    await deliverMails(world, 'the story');
    await enterTallies(world);
    await opened.seen.flush();
    await app.integrate();
  };
  return {
    site: siteOf({ world, clock, log, mails, told, runJobs }),
    async close() {
      await server.close();
      await opened.close();
      data.remove();
    },
  };
}

function listQueued({ read }: World): Promise<readonly ToldMail[]> {
  return read.selectFrom('outbox').select(['kind', 'account_id', 'made_at']).where('kind', 'not like', 'job:%').execute();
}

function serve(world: World, app: App): ReturnType<typeof startServer> {
  const { routes, findCaller, knowsDevice, showRefusal, assets, index } = app;
  const prepared: typeof index.find = (path, accept) => index.find(path, accept);
  return startServer({ world, routes, findCaller, knowsDevice, showRefusal, assets, prepared });
}

type Parts = Pick<StorySite, 'world' | 'clock' | 'log' | 'told' | 'runJobs'> & { readonly mails: Mail[] };

function siteOf(parts: Parts): StorySite {
  const origin = parts.world.settings.url;
  const secrets = new KeptSecrets();
  const failures: string[] = [];
  const opened: { visitor: Visitor; path: string }[] = [];
  const note = (method: string, path: string, status: number): void => {
    if (status >= 500) failures.push(`${method} ${path}: ${status}`);
  };
  const mailTo = async (address: string): Promise<Mail> => {
    await parts.runJobs();
    const mail = parts.mails.findLast(({ to }) => to === address);
    if (mail === undefined) throw new Error(`no mail went to ${address}`);
    secrets.noteMail(mail);
    return mail;
  };
  const takeMail = async (subject: string): Promise<Mail> => {
    await parts.runJobs();
    const found = parts.mails.findLastIndex((mail) => mail.subject.includes(subject));
    const [mail] = parts.mails.splice(found, found === -1 ? 0 : 1);
    if (mail === undefined) throw new Error(`no mail about “${subject}” went out`);
    secrets.noteMail(mail);
    return mail;
  };
  return {
    ...{ ...parts, origin, secrets, failures, opened, mailTo },
    browser({ userAgent = USER_AGENT, readsMail = true, ...from } = {}) {
      secrets.notePersonal(userAgent);
      const onExchange = (exchange: Exchange): void => {
        secrets.noteExchange(exchange);
        note(exchange.method, exchange.path, exchange.status);
        if (exchange.method === 'GET') opened.push({ visitor, path: exchange.path });
      };
      const options = { ...from, userAgent, onExchange };
      const visitor: Visitor = readsMail ? new MailboxReader(origin, options, takeMail) : new Visitor(origin, options);
      return visitor;
    },
    async ask(path, init = {}) {
      const answer = await fetch(`${origin}${path}`, { redirect: 'manual', ...init });
      note(init.method ?? 'GET', path, answer.status);
      return answer;
    },
    async linkMailedTo(address) {
      const link = linkIn(await mailTo(address));
      if (link === undefined) throw new Error(`no link in the mail to ${address}`);
      return link;
    },
    async setUpLink() {
      const link = await makeSetupLink(parts.world);
      if (link === undefined) throw new Error('there is an operator already');
      return `${paths.setup()}?token=${link.reveal()}`;
    },
  };
}

/** Path and query of the link in a mail. */
export function linkIn(mail: Pick<Mail, 'text'>): string | undefined {
  return /https?:\/\/[^/\s]+(\/\S*\?token=[A-Za-z0-9_-]{43})/.exec(mail.text)?.[1];
}

async function settingsOf(data: string, databaseUrl: string | undefined, { settings = {} }: StoryOptions): Promise<Settings> {
  const port = await freePort();
  return {
    ...{ url: `http://localhost:${port}`, listenHost: '127.0.0.1', listenPort: port, dataFolder: data },
    databaseUrl: databaseUrl === undefined ? undefined : new Secret(databaseUrl),
    ...{ smtpUrl: undefined, mailFrom: 'keyhouse@localhost', site: 'main', siteName: 'Keyhouse', siblingUrl: undefined },
    ...{
      securityContact: undefined,
      supportUrl: undefined,
      trustedProxies: [],
      maxFileBytes: 1 << 20,
      maxProjectBytes: 1 << 30,
      releaseOpenDays: 14,
    },
    pinned: { registration: 'open' },
    ...settings,
  };
}
