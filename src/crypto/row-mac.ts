import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { type Canonical, canonicalJson } from '../base/canonical-json.ts';
import type { Keys } from '../world.ts';
import { isMac, mac } from './mac.ts';

/** The columns that may never change behind our back: who can only write to the database cannot make such a row (H7). */
export type StableColumns = Readonly<Record<string, Canonical>>;

/** MAC of a row's stable columns, kept in its `row_mac`. */
export function rowMac(keys: Keys, table: string, columns: StableColumns): string {
  return toBase64url(mac(keys, 'mac/row', table, canonicalJson(columns)));
}

/** Whether a row's `row_mac` fits its stable columns; one that does not is treated as absent. */
export function isRowMac(keys: Keys, table: string, columns: StableColumns, tag: string): boolean {
  return isMac(keys, 'mac/row', fromBase64url(tag) ?? new Uint8Array(), table, canonicalJson(columns));
}
