import type { Transaction } from 'kysely';
import { type QuietSchema, type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import type { BrowsersTable, DevicesTable } from '../schema/sessions.ts';
import type { Read } from '../world.ts';
import { DROPPED_AT_ONCE } from './store.ts';

export function findBrowser(read: Read, ref: string, now: number): Promise<BrowsersTable | undefined> {
  return read.selectFrom('browsers').selectAll().where('ref', '=', ref).where('dies_at', '>', now).executeTakeFirst();
}

/** Takes a browser's cookie out of use: of two sign-ins with one cookie at once one gets what it stands for. */
export function claimBrowser(tx: Write, ref: string, now: number): Promise<BrowsersTable | undefined> {
  return tx.deleteFrom('browsers').where('ref', '=', ref).where('dies_at', '>', now).returningAll().executeTakeFirst();
}

export async function insertBrowser(tx: Write, browser: BrowsersTable): Promise<void> {
  await tx.insertInto('browsers').values(browser).execute();
}

/** Deletes cookies' rows past their time. */
export async function dropDeadBrowsers(tx: Transaction<QuietSchema>, now: number): Promise<void> {
  await tx.deleteFrom('browsers').where('dies_at', '<=', now).execute();
}

/** Those of these devices that their accounts remember in their present epochs, seen since `since`. */
export function findDevices(read: Read, ids: readonly string[], since: number): Promise<DevicesTable[]> {
  return selectLive(read, since).where('devices.id', 'in', ids).execute();
}

/** All that an account remembers, the last seen first. */
export function findDevicesOfAccount(read: Read, accountId: AccountId, since: number): Promise<DevicesTable[]> {
  return selectLive(read, since)
    .where('devices.account_id', '=', accountId)
    .orderBy('devices.seen_at', 'desc')
    .orderBy('devices.id')
    .execute();
}

function selectLive(read: Read, since: number) {
  return read
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.id', 'devices.account_id')
    .selectAll('devices')
    .where('devices.seen_at', '>', since)
    .whereRef('devices.epoch', '=', 'accounts.auth_epoch');
}

/** Writes a device anew, or again under its old name. */
export async function putDevice(tx: Write, device: DevicesTable): Promise<readonly RowRef[]> {
  const { id, account_id: _, ...values } = device;
  await tx
    .insertInto('devices')
    .values(device)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
  return rows('devices', [id]);
}

/** Forgets these devices of the account, or all; names those that were there. */
export async function dropDevices(tx: Write, accountId: AccountId, ids?: readonly string[]): Promise<readonly RowRef[]> {
  let drop = tx.deleteFrom('devices').where('account_id', '=', accountId);
  if (ids !== undefined) drop = drop.where('id', 'in', ids);
  return dropped(await drop.returning('id').execute());
}

/** Deletes browsers that these accounts have forgotten. */
export async function dropDeadDevices(tx: Write, owners: readonly AccountId[], since: number): Promise<readonly RowRef[]> {
  const dead = tx
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.id', 'devices.account_id')
    .select('devices.id')
    .where('devices.account_id', 'in', owners)
    .where((is) => is.or([is('devices.seen_at', '<=', since), is('devices.epoch', '<', is.ref('accounts.auth_epoch'))]))
    .limit(DROPPED_AT_ONCE);
  return dropped(await tx.deleteFrom('devices').where('id', 'in', dead).returning('id').execute());
}

function dropped(gone: readonly { readonly id: string }[]): readonly RowRef[] {
  return rows(
    'devices',
    gone.map(({ id }) => id),
  );
}
