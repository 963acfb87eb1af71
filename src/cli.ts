import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { settleMailWindows } from './accounts/mail-window.ts';
import { noteHostSettings, openSite } from './accounts/open-site.ts';
import { sweepAccounts } from './accounts/sweep-accounts.ts';
import { watchDomains } from './accounts/watch-domains.ts';
import { lockDataFolder, makeDataFolder } from './adapters/data-lock.ts';
import { type OpenedWorld, openWorld } from './adapters/open-world.ts';
import { osUser } from './adapters/os-user.ts';
import { pause } from './adapters/pause.ts';
import { checkNotHalfRestored } from './adapters/restore-folder.ts';
import { type Job, runJobs, watchParent } from './adapters/run-jobs.ts';
import { noteAdoption } from './admin/note-adoption.ts';
import { ripenPolicies } from './admin/ripen-policies.ts';
import { makeSetupLink } from './admin/set-up.ts';
import { tellAsked } from './admin/tell-asked.ts';
import { type App, composeApp } from './app.ts';
import { findRollback } from './audit/find-rollback.ts';
import { findHighWater, makeClockWatch, makeTimekeeper } from './audit/note-time.ts';
import { enterTallies } from './audit/record-refusal.ts';
import { sweepDayKeys } from './audit/sweep-day-keys.ts';
import { toHex } from './base/bytes.ts';
import { Refusal } from './base/refusal.ts';
import { BACKUP } from './commands/backup.ts';
import type { Command, CommandHost } from './commands/command.ts';
import { DOCTOR } from './commands/doctor.ts';
import { usage } from './commands/parse-words.ts';
import { RESTORE } from './commands/restore.ts';
import { USER } from './commands/user.ts';
import { type Config, findSudoUser, isStartedByNpm, readConfig } from './config.ts';
import { sweepEnrolments } from './factors/sweep-enrolments.ts';
import { sweepRemoved } from './factors/sweep-removed.ts';
import { sweepLimits } from './limits/sweep-limits.ts';
import { deliverMails } from './outbox/deliver-mails.ts';
import { dropLeases, holdLease } from './outbox/leases.ts';
import { makePresence, type Presence } from './outbox/presence.ts';
import { paths } from './paths.ts';
import { endOldPractices } from './recovery/end-practice.ts';
import { eraseClosed } from './recovery/erase-closed.ts';
import { sendResetLinks } from './recovery/request-reset.ts';
import { ripenRecoveries } from './recovery/ripen-recoveries.ts';
import { ripenUnfreezings } from './recovery/ripen-unfreezings.ts';
import { sweepBlobs } from './releases/sweep-blobs.ts';
import { sweepSessions } from './sessions/sweep-sessions.ts';
import { hasAddressAsHost } from './settings/has-address-as-host.ts';
import { lacksContact } from './settings/lacks-contact.ts';
import { startServer } from './web/server.ts';

const COMMANDS: readonly Command[] = [BACKUP, RESTORE, DOCTOR, USER];

const HELP = `keyhouse serve             start the index (also: npm start)
${COMMANDS.map(({ usage, summary }) => `keyhouse ${usage.padEnd(17)} ${summary}`).join('\n')}
keyhouse help COMMAND      one screen on a command (also: keyhouse COMMAND --help)

Settings come from KEYHOUSE_* variables; docs/configuration.md has them all. Exit codes: 0 done, 1 something is
wrong, 2 called in a way that it does not know.
`;

/** Runs one command; gives the exit code: 1 for what went wrong, 2 for a wrong call. Every refusal is one sentence on standard error. */
export async function runCommand(words: readonly string[]): Promise<number> {
  const [name = 'serve', ...rest] = words;
  try {
    if (name === 'help' || name === '--help') return showHelp(rest);
    if (rest.includes('--help') || rest.includes('-h')) return showHelp([name]);
    if (name === 'serve' && rest.length === 0) return await serve(readConfig());
    const command = COMMANDS.find((one) => one.name === name);
    if (command === undefined) throw unknownCommand(words);
    // Whoever reads only the head of what a command prints has read enough.
    process.stdout.on('error', ignoreBrokenPipe);
    return await command.run(rest, host());
  } catch (error) {
    return complain(name, error);
  }
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function complain(name: string, error: unknown): number {
  process.stderr.write(`keyhouse: ${sentenceOf(error)}\n`);
  if (error instanceof Refusal && error.code === 'command.usage') {
    process.stderr.write(`Run: keyhouse help${COMMANDS.some((one) => one.name === name) ? ` ${name}` : ''}\n`);
    return 2;
  }
  if (!(error instanceof Refusal) && (error as { code?: string }).code === undefined) process.stderr.write(`${(error as Error).stack}\n`);
  return 1;
}

function host(): CommandHost {
  return {
    readConfig: () => readConfig(),
    osUser: osUser(findSudoUser()),
    print: (line) => process.stdout.write(`${line}\n`),
    tell: (line) => process.stderr.write(`${line}\n`),
  };
}

function showHelp([name]: readonly string[]): number {
  const command = COMMANDS.find((one) => one.name === name);
  if (name !== undefined && name !== 'serve' && command === undefined) throw unknownCommand([name]);
  process.stdout.write(command?.help ?? HELP);
  return 0;
}

function unknownCommand(words: readonly string[]): Refusal {
  return usage(`There is no command "${words.join(' ').slice(0, 80)}".`);
}

function sentenceOf(error: unknown): string {
  const { code, message, syscall } = error as { code?: string; message: string; syscall?: string };
  if (syscall === 'listen' || syscall === 'getaddrinfo') return cannotListen(error as ListenError);
  if (code === 'site.database-unreachable')
    return 'the database of KEYHOUSE_DATABASE_URL does not answer. Start it, or leave the variable out to use SQLite.';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full. Make room and try again; nothing is left of what was begun.';
  return message;
}

interface ListenError {
  readonly code: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
}

/** Only the server listens, and only to KEYHOUSE_LISTEN. */
function cannotListen({ code, address = '', hostname, port = 0 }: ListenError): string {
  const host = address.includes(':') ? `[${address}]` : address;
  if (code === 'EADDRINUSE') {
    const next = port < 65_535 ? port + 1 : port - 1;
    return `${host}:${port} (KEYHOUSE_LISTEN) is taken by another program. Stop that, or set KEYHOUSE_LISTEN=${host}:${next} and the port of KEYHOUSE_URL likewise.`;
  }
  if (code === 'EACCES') return `Keyhouse may not listen on port ${port} (KEYHOUSE_LISTEN). Take one above 1023, such as ${host}:8765.`;
  return `this machine has no address "${hostname ?? address}" to listen on. Write for example KEYHOUSE_LISTEN=127.0.0.1:8765`;
}

async function serve({ settings, secretKey }: Config): Promise<number> {
  const { dataFolder } = settings;
  const unlock = settings.databaseUrl === undefined ? lockDataFolder(dataFolder) : makeDataFolder(dataFolder);
  try {
    checkNotHalfRestored(dataFolder);
    const opened = await openWorld(settings, secretKey);
    await checkHistory(opened);
    opened.raiseClock(await findHighWater(opened.world));
    const site = await openSite(opened.world);
    await noteHostSettings(opened.world);
    const holder = `${hostname()}/${process.pid}/${toHex(opened.world.random.bytes(4))}`;
    const presence = opened.world.database.engine === 'postgres' ? makePresence(opened.world, holder, pause) : undefined;
    const app = await composeApp(opened.world, site.restore_epoch, presence);
    // Others wait for it from here on, so that nothing it serves is ever older than what they acknowledged.
    await presence?.stay();
    const server = await startServer({
      world: opened.world,
      routes: app.routes,
      findCaller: app.findCaller,
      knowsDevice: app.knowsDevice,
      showRefusal: app.showRefusal,
      prepared: (path, accept) => app.index.find(path, accept),
      assets: app.assets,
      isSealed: true,
    });
    const jobs = runJobs(jobsOf(opened, app, holder, presence), opened.world.log);
    await greet(opened);
    await untilStopped();
    await jobs.stop();
    await server.close();
    await presence?.leave();
    await writeLog(opened, app);
    await dropLeases(opened.world, holder);
    await opened.close();
    return 0;
  } finally {
    unlock?.();
  }
}

/** Nothing is added to a log of which more was signed than the database still has (H1, H2). */
async function checkHistory({ world, checkpoints }: OpenedWorld): Promise<void> {
  const found = await findRollback(world, await checkpoints.last());
  if (found === undefined) return;
  throw new Refusal('conflict', 'site.rolled-back', `${found} See "Put back to an earlier state" in docs/operations.md.`);
}

const SECOND_MS = 1_000;
/** After a crash the next process takes the log over in time for the promise of 10 seconds (design 7). */
const LEASE_MS = 5 * SECOND_MS;

/** What runs beside requests in every process. */
function jobsOf(opened: OpenedWorld, app: App, holder: string, presence: Presence | undefined): readonly Job[] {
  const { world, seen } = opened;
  return [
    ...sharedJobs(opened, app, holder),
    { name: 'clock', everyMs: SECOND_MS, work: makeClockWatch(world, opened.time, holder) },
    { name: 'mails', everyMs: SECOND_MS, work: () => deliverMails(world, holder) },
    { name: 'resets', everyMs: SECOND_MS, work: () => sendResetLinks(world, holder) },
    { name: 'seen', everyMs: 30 * SECOND_MS, work: () => seen.flush() },
    ...(presence === undefined
      ? []
      : [
          { name: 'database-clock', everyMs: 10 * SECOND_MS, work: () => opened.lookAtClock() },
          { name: 'presence', everyMs: 5 * SECOND_MS, work: () => presence.stay() },
          { name: 'index', everyMs: 100, work: async () => app.index.tick() },
        ]),
    { name: 'look', everyMs: 10 * SECOND_MS, work: () => app.refreshLook() },
  ];
}

/** The log, the time, what ripens and the sweeps: in one process at a time, by lease. */
function sharedJobs(opened: OpenedWorld, app: App, holder: string): readonly Job[] {
  const { world, time } = opened;
  const alone = (name: string, everyMs: number, work: () => Promise<unknown>): Job => ({
    ...{ name, everyMs },
    work: async () => ((await holdLease(world, name, holder, LEASE_MS)) ? work() : undefined),
  });
  const noteTime = makeTimekeeper(world, time);
  return [
    alone('log', SECOND_MS, async () => {
      await noteTime();
      await writeLog(opened, app);
    }),
    alone('tallies', 20 * SECOND_MS, () => enterTallies(world)),
    alone('recoveries', 10 * SECOND_MS, () => ripenRecoveries(world)),
    alone('unfreezings', 10 * SECOND_MS, () => ripenUnfreezings(world)),
    alone('practices', 600 * SECOND_MS, () => endOldPractices(world)),
    alone('mail-domains', 600 * SECOND_MS, () => watchDomains(world)),
    alone('closings', 60 * SECOND_MS, () => eraseClosed(world)),
    alone('policies', 10 * SECOND_MS, () => ripenPolicies(world)),
    alone('notices', 60 * SECOND_MS, () => tellAsked(world)),
    alone('adoption', 600 * SECOND_MS, () => noteAdoption(world)),
    alone('mail-windows', 60 * SECOND_MS, () => settleMailWindows(world)),
    alone('sweeps', 600 * SECOND_MS, async () => {
      await sweepAccounts(world);
      await sweepEnrolments(world);
      await sweepRemoved(world);
      await sweepSessions(world);
      await sweepLimits(world);
      await sweepDayKeys(world);
      await sweepBlobs(world);
    }),
  ];
}

/** Takes what waits into the log, and its checkpoint out of the database. */
async function writeLog({ checkpoints }: OpenedWorld, app: App): Promise<void> {
  const checkpoint = await app.integrate();
  if (checkpoint !== undefined) await checkpoints.append(checkpoint.note);
}

async function greet({ world }: OpenedWorld): Promise<void> {
  const { url, dataFolder, listenHost, listenPort } = world.settings;
  const link = await makeSetupLink(world);
  const linkFile = join(dataFolder, 'setup-link');
  const lines = [`Keyhouse serves ${url} (process ${process.pid})`, mailLine(world.mailMode, dataFolder)];
  if (new URL(url).protocol === 'http:' && new URL(url).port !== String(listenPort))
    lines.push(`It listens on ${listenHost}:${listenPort}. Unless something leads there from ${url}, set KEYHOUSE_URL too.`);
  if (hasAddressAsHost(url)) lines.push('Passkeys are off: browsers refuse them on an address. Set KEYHOUSE_URL to a name.');
  if (lacksContact(world.settings))
    lines.push('Nobody is named to be told about a hole: set KEYHOUSE_SECURITY_CONTACT, then there is a security.txt.');
  if (link === undefined) rmSync(linkFile, { force: true });
  else {
    const whole = `${url}${paths.setup()}?token=${link.reveal()}`;
    // Away with the old one first: a mode is given to a new file alone, and nobody may have it open before.
    rmSync(linkFile, { force: true });
    writeFileSync(linkFile, `${whole}\n`, { mode: 0o600, flag: 'wx' });
    lines.push(`Make the first operator within an hour, once: ${whole}`);
  }
  process.stderr.write(`${lines.join('\n')}\n`);
}

function mailLine(mode: 'smtp' | 'folder' | 'off', dataFolder: string): string {
  if (mode === 'smtp') return 'Mails go out by SMTP.';
  if (mode === 'folder') return `Mails are written to ${join(dataFolder, 'outbox')} as .eml files.`;
  return "No mail goes out: set KEYHOUSE_SMTP_URL, or hand links over from the operators' pages.";
}

/** Until a signal, or until npm, which started us, is gone. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (isStartedByNpm()) watchParent(resolve);
  });
}
