import { DAY, type PersonId } from '../base/brands.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import type { SealPlace } from '../crypto/seal.ts';
import type { DevicesTable } from '../schema/sessions.ts';
import type { Keys } from '../world.ts';

/** A browser that did not sign in for this long is forgotten: the longest that browsers keep a cookie. */
export const DEVICE_MS: number = 400 * DAY;

/** At most so many browsers an account remembers; the longest unseen goes first, and those before that are not known. */
export const MOST_DEVICES = 50;

/** At most so many accounts one browser's cookie stands for. */
export const MOST_ACCOUNTS = 20;

/** Networks that are remembered of one browser. */
export const MOST_NETWORKS = 20;

/** Where the sign-ins of a device came from. */
export interface DeviceOrigin {
  /** Of the last one. */
  readonly address: string;
  readonly userAgent: string;
  /** The newest first. */
  readonly networks: readonly string[];
}

/** The row with its MAC: whoever can only write to the database makes no browser known. */
export function signDevice(keys: Keys, row: Omit<DevicesTable, 'row_mac'>): DevicesTable {
  return { ...row, row_mac: rowMac(keys, 'devices', { ...row }) };
}

/** Whether the row was made by this house. */
export function isOurDevice(keys: Keys, { row_mac, ...row }: DevicesTable): boolean {
  return isRowMac(keys, 'devices', { ...row }, row_mac);
}

/** Where a device's origin is sealed to. */
export function deviceOriginPlace(id: string, personId: PersonId): SealPlace {
  return { table: 'devices', column: 'origin_sealed', rowId: id, ownerId: personId };
}
