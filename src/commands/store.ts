import { CLOSED_PREFIX } from '../accounts/closed-name.ts';
import type { AccountId, Sha256Hex } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { LogHeadTable } from '../schema/trail.ts';
import type { Read } from '../world.ts';

export function findAccountByKey(read: Read, key: string): Promise<AccountsTable | undefined> {
  return read.selectFrom('accounts').selectAll().where('username_key', '=', key).executeTakeFirst();
}

export interface ListedAccount extends Pick<AccountsTable, 'id' | 'username' | 'made_at' | 'frozen_at' | 'needs_second_factor_at'> {
  /** Set for operators. */
  readonly operator_id: AccountId | null;
}

/** Every account, by name. */
export function listAccounts(read: Read): Promise<ListedAccount[]> {
  return read
    .selectFrom('accounts')
    .leftJoin('operators', 'operators.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.username', 'accounts.made_at', 'accounts.frozen_at', 'accounts.needs_second_factor_at'])
    .select('operators.account_id as operator_id')
    .where('accounts.username_key', 'not like', `${CLOSED_PREFIX}%`)
    .orderBy('accounts.username_key')
    .execute();
}

export async function isOperator(read: Read, id: AccountId): Promise<boolean> {
  return (await read.selectFrom('operators').select('account_id').where('account_id', '=', id).executeTakeFirst()) !== undefined;
}

/** Sessions of the account's present epoch that nobody ended. */
export async function countOpenSessions(read: Read, { id, auth_epoch }: Pick<AccountsTable, 'id' | 'auth_epoch'>): Promise<number> {
  const row = await read
    .selectFrom('sessions')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', id)
    .where('epoch', '=', auth_epoch)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function listOwnProjects(read: Read, id: AccountId): Promise<string[]> {
  const found = await read
    .selectFrom('project_roles')
    .innerJoin('projects', 'projects.id', 'project_roles.project_id')
    .select('projects.name')
    .where('project_roles.account_id', '=', id)
    .orderBy('projects.name')
    .execute();
  return found.map((row) => row.name);
}

/** Every stored file that an uploaded one or its sidecar is, with its size. */
export function listNamedFiles(read: Read): Promise<{ sha256: Sha256Hex; size: number }[]> {
  return read
    .selectFrom('blobs')
    .select(['sha256', 'size'])
    .where((where) =>
      where.or([
        where.exists(where.selectFrom('files').select('files.id').whereRef('files.sha256', '=', 'blobs.sha256')),
        where.exists(where.selectFrom('files').select('files.id').whereRef('files.metadata_sha256', '=', 'blobs.sha256')),
      ]),
    )
    .orderBy('sha256')
    .execute();
}

export function getLogHead(read: Read): Promise<Omit<LogHeadTable, 'id'>> {
  return read.selectFrom('log_head').select(['epoch', 'base', 'size', 'root']).where('id', '=', 1).executeTakeFirstOrThrow();
}

/** The greatest checkpoint of each log. */
export function listGreatestNotes(read: Read): Promise<{ note: string }[]> {
  return read
    .selectFrom('checkpoints')
    .select('note')
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('checkpoints as greater')
            .select('greater.size')
            .whereRef('greater.epoch', '=', 'checkpoints.epoch')
            .whereRef('greater.size', '>', 'checkpoints.size'),
        ),
      ),
    )
    .execute();
}

export async function listAccountIds(read: Read): Promise<AccountId[]> {
  return (await read.selectFrom('accounts').select('id').orderBy('made_at').orderBy('id').execute()).map((row) => row.id);
}

/** A file whose bytes, or whose sidecar's, are not in the file store's books; undefined when there is none. */
export async function findFileWithoutBlob(read: Read): Promise<string | undefined> {
  const found = await read
    .selectFrom('files')
    .leftJoin('blobs as content', 'content.sha256', 'files.sha256')
    .leftJoin('blobs as sidecar', 'sidecar.sha256', 'files.metadata_sha256')
    .select('files.filename')
    .where((where) =>
      where.or([
        where('content.sha256', 'is', null),
        where.and([where('files.metadata_sha256', 'is not', null), where('sidecar.sha256', 'is', null)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return found?.filename;
}

export async function countEntries(read: Read): Promise<number> {
  const row = await read
    .selectFrom('entries')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function hasCheckpoint(read: Read): Promise<boolean> {
  return (await read.selectFrom('checkpoints').select('size').limit(1).executeTakeFirst()) !== undefined;
}

export function findOldestWaiting(read: Read): Promise<{ at: number } | undefined> {
  return read.selectFrom('entries').select('at').where('sequence', 'is', null).orderBy('serial').limit(1).executeTakeFirst();
}

/** Mails and jobs that were due before a time, and how often the worst was tried. */
export async function findBacklog(read: Read, dueBefore: number): Promise<{ count: number; tries: number }> {
  const row = await read
    .selectFrom('outbox')
    .select((select) => [select.fn.countAll<number>().as('count'), select.fn.max('tries').as('tries')])
    .where((where) => where.or([where('due_at', '<', dueBefore), where('tries', '>', 3)]))
    .executeTakeFirst();
  return { count: Number(row?.count ?? 0), tries: Number(row?.tries ?? 0) };
}

export function findLastBackup(read: Read): Promise<{ at: number } | undefined> {
  return read
    .selectFrom('entries')
    .select('at')
    .where('kind', '=', 'site.backup-made')
    .orderBy('serial', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** A file name that these bytes were uploaded under, or whose sidecar they are. */
export async function nameFile(read: Read, sha256: Sha256Hex): Promise<string | undefined> {
  const row = await read
    .selectFrom('files')
    .select('filename')
    .where((where) => where.or([where('sha256', '=', sha256), where('metadata_sha256', '=', sha256)]))
    .limit(1)
    .executeTakeFirst();
  return row?.filename;
}
