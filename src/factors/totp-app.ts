import type { AccountId, AppId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import { openSealed, type SealPlace, seal } from '../crypto/seal.ts';
import type { TotpAppsTable } from '../schema/sessions.ts';
import type { Keys, World } from '../world.ts';

/** At most this many apps guard one account: each more multiplies a guess (B13). */
export const MAX_APPS = 3;

/** An authenticator app that counts. */
export interface TotpApp {
  readonly id: AppId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly madeAt: number;
  readonly lastStep: number;
  readonly isDisabled: boolean;
  readonly secret: Uint8Array;
}

function secretPlace(id: AppId, accountId: AccountId): SealPlace {
  return { table: 'totp_apps', column: 'secret_sealed', rowId: id, ownerId: accountId };
}

/** The row of a new app; its secret is sealed to the account, its stable columns under a MAC. */
export function newAppRow(
  world: Pick<World, 'keys' | 'random'>,
  app: { id: AppId; accountId: AccountId; name: string; secret: Uint8Array; lastStep: number; madeAt: number },
): TotpAppsTable {
  const stable = {
    id: app.id,
    account_id: app.accountId,
    name: app.name,
    secret_sealed: seal(world, 'seal/totp', secretPlace(app.id, app.accountId), app.secret),
    made_at: app.madeAt,
  };
  return { ...stable, last_step: app.lastStep, disabled_at: null, row_mac: rowMac(world.keys, 'totp_apps', stable) };
}

/** The row under another name; undefined for a row that somebody wrote who does not hold the keys. */
export function renamedAppRow(keys: Keys, row: TotpAppsTable, name: string): TotpAppsTable | undefined {
  if (readAppRow(keys, row) === undefined) return undefined;
  const { id, account_id, secret_sealed, made_at } = row;
  return { ...row, name, row_mac: rowMac(keys, 'totp_apps', { id, account_id, name, secret_sealed, made_at }) };
}

/** The app of a row; undefined when somebody wrote the row who does not hold the keys (H7). */
export function readAppRow(keys: Keys, row: TotpAppsTable): TotpApp | undefined {
  const { id, account_id, name, secret_sealed, made_at } = row;
  if (!isRowMac(keys, 'totp_apps', { id, account_id, name, secret_sealed, made_at }, row.row_mac)) return undefined;
  return {
    ...{ id, accountId: account_id, name, madeAt: made_at, lastStep: row.last_step, isDisabled: row.disabled_at !== null },
    secret: openSealed(keys, 'seal/totp', secretPlace(id, account_id), secret_sealed),
  };
}

const MAX_NAME_LENGTH = 60;

/** The name of an app, see `parseFactorName`. */
export function parseAppName(text: string): string {
  return parseFactorName(text, 'Authenticator app');
}

/**
 * The name by which somebody knows an app or a key again; a plain one for none.
 *
 * @throws Refusal `factor.bad-name`
 */
export function parseFactorName(text: string, plain: string): string {
  const name = text.trim().normalize('NFC') || plain;
  if ([...name].length <= MAX_NAME_LENGTH && name.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(name)) return name;
  throw new Refusal('invalid', 'factor.bad-name', `Write a name of at most ${MAX_NAME_LENGTH} characters, such as “Phone”.`, {
    field: 'name',
  });
}
