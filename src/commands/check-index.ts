import { checkToldAsServer } from '../accounts/open-site.ts';
import type { OpenedWorld } from '../adapters/open-world.ts';
import { wallTime } from '../adapters/system-clock.ts';
import { findRollback } from '../audit/find-rollback.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { fitsKeys } from '../audit/fits-keys.ts';
import { findHighWater } from '../audit/note-time.ts';
import { DAY, MINUTE, SECOND } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { describeServer, findDamage } from '../database/check-database.ts';
import { dayText, spanText } from '../layout/times.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { findBacklog, findLastBackup, findOldestWaiting, hasCheckpoint } from './store.ts';

const CLOCK_SLACK_MS = 10 * SECOND;
const LOG_LAG_MS = 10 * SECOND;
const MAIL_LAG_MS = 10 * MINUTE;
const BACKUP_AGE_MS = 7 * DAY;
const TO_RESTORE = 'See "Put back to an earlier state" in docs/operations.md.';

/** What is found inside an index that opens. */
export async function checkIndex(opened: OpenedWorld): Promise<readonly Finding[]> {
  return [
    await checkDatabase(opened),
    await checkKeys(opened),
    await checkClock(opened),
    await checkCheckpoints(opened),
    await checkRows(opened),
    await checkLog(opened),
    await checkSettings(opened),
    checkMail(opened),
    await checkOutbox(opened),
    await checkBackup(opened),
  ];
}

async function checkDatabase({ world, database }: OpenedWorld): Promise<Finding> {
  const damage = await findDamage(database);
  if (damage !== undefined) return fail('database', `The file is damaged: ${damage}.`, 'Stop the server and restore the newest backup.');
  const { version, isEncrypted } = await describeServer(database);
  const url = world.settings.databaseUrl;
  if (isEncrypted || url === undefined || isHere(url.reveal())) return ok('database', `${version}, of this version's schema`);
  return fail(
    'database',
    'The connection to PostgreSQL on another machine is not encrypted.',
    'Add sslmode=verify-full to KEYHOUSE_DATABASE_URL.',
  );
}

/** A socket, or this machine. */
function isHere(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === '' || hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]' || hostname.startsWith('%2F');
}

async function checkSettings({ world }: OpenedWorld): Promise<Finding> {
  try {
    await checkToldAsServer(world);
    return ok('settings', 'URL and mail server are those that the server started with');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return warn('settings', error.message, 'Until then no user command works, and what stands here of URL and mail may be wrong.');
  }
}

async function checkKeys({ world }: OpenedWorld): Promise<Finding> {
  if (await fitsKeys(world)) return ok('keys', 'there, closed to others, and those of this database');
  return fail('keys', 'The newest entries were written under another master key.', 'Put the key of this database back, from a backup.');
}

async function checkClock({ world }: OpenedWorld): Promise<Finding> {
  if (world.clock.isApart()) {
    const says = 'This machine and its database are more than 30 seconds apart: the index does nothing but take rights away.';
    return fail('clock', says, 'Set both clocks right, best by NTP.');
  }
  const behind = (await findHighWater(world)) - wallTime();
  if (behind <= CLOCK_SLACK_MS) return ok('clock', 'not behind the newest time that was noted');
  const says = `The clock is ${spanText(behind)} behind the newest time that was noted; the index goes by that.`;
  return fail('clock', says, 'Set the clock right, best by NTP.');
}

async function checkCheckpoints({ world, checkpoints }: OpenedWorld): Promise<Finding> {
  const note = await checkpoints.last();
  const found = await findRollback(world, note);
  if (found !== undefined) return fail('checkpoints', found, TO_RESTORE);
  if (note !== undefined) return ok('checkpoints', 'the newest one outside the database agrees with it');
  if (!(await hasCheckpoint(world.read))) return ok('checkpoints', 'none yet');
  const says = 'The file of checkpoints is gone, so a database that was put back would not be noticed.';
  return warn('checkpoints', says, 'Put it back if you have it; it goes on by itself otherwise.');
}

async function checkRows({ world }: OpenedWorld): Promise<Finding> {
  const stray = await findStrayRows(world.read);
  if (stray.length === 0) return ok('rows', 'every guarded row is as its newest event left it');
  const named = stray.slice(0, 3).map(({ table, id, why }) => `${table} ${id}: ${why}`);
  const says = `${stray.length === 1 ? 'One row was' : `${stray.length} rows were`} changed behind the back of the index (${named.join('; ')}).`;
  return fail('rows', says, 'Find out who writes to this database. What an attacker changed, a backup of before shows.');
}

async function checkLog({ world }: OpenedWorld): Promise<Finding> {
  const waiting = await findOldestWaiting(world.read);
  const lag = waiting === undefined ? 0 : wallTime() - waiting.at;
  if (lag <= LOG_LAG_MS) return ok('log', 'every entry is in it, or was made just now');
  const says = `An entry has waited for ${spanText(lag)} to enter the log.`;
  return warn('log', says, 'Start the server, or read its log: the job "log" fails.');
}

function checkMail({ world }: OpenedWorld): Finding {
  if (world.mailMode === 'smtp') return ok('mail', 'goes out by SMTP');
  const todo = 'Set KEYHOUSE_SMTP_URL.';
  if (world.mailMode === 'folder') return warn('mail', 'is written to files in the data folder: for trying out alone.', todo);
  return warn('mail', 'None goes out: people cannot reset passwords or confirm addresses by themselves.', todo);
}

async function checkOutbox({ world }: OpenedWorld): Promise<Finding> {
  const { count, tries } = await findBacklog(world.read, wallTime() - MAIL_LAG_MS);
  if (count === 0) return ok('outbox', 'nothing is late');
  const says = `${count} mails or jobs have been due for more than ten minutes (tried up to ${tries} times).`;
  return warn('outbox', says, 'Start the server, or look whether the mail server takes mails: its answers stand in the log.');
}

async function checkBackup({ world }: OpenedWorld): Promise<Finding> {
  const last = await findLastBackup(world.read);
  const todo = 'Run: keyhouse backup FILE';
  if (last === undefined) return warn('backup', 'None was ever made.', todo);
  if (wallTime() - last.at > BACKUP_AGE_MS) return warn('backup', `The last one is from ${dayText(last.at)}.`, todo);
  return ok('backup', `last made ${dayText(last.at)}`);
}
