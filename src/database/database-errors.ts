import { Refusal } from '../base/refusal.ts';

interface DatabaseError {
  readonly code?: string;
  /** SQLite's extended result code; its lowest byte is the primary one. */
  readonly errcode?: number;
  readonly message?: string;
}

/** https://sqlite.org/rescode.html */
const SQLITE = { busy: 5, locked: 6, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };
const SQLITE_FAILURES = new Set([SQLITE.ioError, SQLITE.corrupt, SQLITE.cannotOpen, SQLITE.notADatabase]);

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const POSTGRES_CONFLICTS = new Set(['40001', '40P01']);
const POSTGRES_DISK_FULL = '53100';
/** Connection exceptions, too many connections, shut down, killed by a timeout, wrong password, no such database. */
const POSTGRES_UNREACHABLE = /^(?:08|53300|57P0|57P05|25P03|28|3D000)/;
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOENT']);
/** The driver gives these no code. */
const LOST_CONNECTION = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Two transactions were in each other's way: the same work may succeed when it is tried again. */
export function isConflict(error: unknown): boolean {
  const primary = sqliteCode(error);
  if (primary !== undefined) return primary === SQLITE.busy || primary === SQLITE.locked;
  return POSTGRES_CONFLICTS.has((error as DatabaseError).code ?? '');
}

/** What the host has to mend becomes a Refusal; everything else (a conflict, a broken constraint, a bug) stays what it is. */
export function refuseFailedDatabase(error: unknown): unknown {
  const { code = '', message = '' } = error as DatabaseError;
  const primary = sqliteCode(error);
  if (primary === SQLITE.full || code === POSTGRES_DISK_FULL) {
    return unavailable(
      'site.database-full',
      'The disk of the database is full. Tell the operators of this index; nothing was changed.',
      error,
    );
  }
  if (primary !== undefined && SQLITE_FAILURES.has(primary)) {
    return unavailable('site.database-failed', 'The database cannot be read or written. Tell the operators of this index.', error);
  }
  if (NETWORK_CODES.has(code) || POSTGRES_UNREACHABLE.test(code) || LOST_CONNECTION.test(message)) {
    return unavailable('site.database-unreachable', 'The database cannot be reached. Try again in a minute.', error);
  }
  return error;
}

/** For a commit: when the connection breaks while it is under way, nobody knows whether it happened. */
export function refuseUnknownOutcome(error: unknown): unknown {
  const refused = refuseFailedDatabase(error);
  if (!(refused instanceof Refusal) || refused.code !== 'site.database-unreachable') return refused;
  const message = 'The connection to the database broke at the last moment. Look whether it happened before you try again.';
  return unavailable('site.outcome-unknown', message, error);
}

/** For a commit whose sync to the disk failed: whether it would survive a loss of power nobody knows. */
export function refuseUnsyncedCommit(error: unknown): Refusal {
  const message = 'The disk of the database failed at the last moment. Look whether it happened before you try again.';
  return unavailable('site.outcome-unknown', message, error);
}

/** After a sync that failed: what is written now may lie behind a hole. */
export function refuseBrokenDisk(error: unknown): Refusal {
  const message =
    'The disk of the database has failed. Tell the operators of this index to look at it and start it anew; nothing was changed.';
  return unavailable('site.database-failed', message, error);
}

function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = error as DatabaseError;
  return code === 'ERR_SQLITE_ERROR' && errcode !== undefined ? errcode & 0xff : undefined;
}

function unavailable(code: string, message: string, cause: unknown): Refusal {
  return new Refusal('unavailable', code, message, { cause, retryAfterSeconds: 60 });
}
