import type { AccountId, KeyId } from '../base/brands.ts';
import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import type { WebauthnKeysTable } from '../schema/sessions.ts';
import type { Keys } from '../world.ts';

/** Enough for everybody, and an end to filling tables. */
export const MAX_KEYS = 20;

/** A WebAuthn credential of an account: a passkey, or a security key that only shows presence. */
export interface WebauthnKey {
  readonly id: KeyId;
  readonly accountId: AccountId;
  readonly name: string;
  /** As the authenticator calls it, base64url. */
  readonly credentialId: string;
  /** COSE_Key (RFC 9052, section 7). */
  readonly publicKey: Uint8Array;
  /** How browsers reach it, as the authenticator said. */
  readonly transports: readonly string[];
  /** It may leave its device: kept by an account of the phone's or the browser's maker. */
  readonly isSynced: boolean;
  /** It checked its person (PIN, finger, face) when it was added. */
  readonly verifiesPerson: boolean;
  readonly signCount: number;
  readonly madeAt: number;
  /** Until then, in the site's lived time, it signs in and no more (B17). */
  readonly youngUntil: number;
  /** When its removal takes effect; null for one that stays. */
  readonly leavesAt: number | null;
}

/** Whether it opens anything at a time, in milliseconds. */
export function isLive({ leavesAt }: Pick<WebauthnKey, 'leavesAt'>, now: number): boolean {
  return leavesAt === null || leavesAt > now;
}

/** Whether it was added so long ago that it may also decide over others (B17); `lived` is the site's lived time. */
export function isOld({ youngUntil }: Pick<WebauthnKey, 'youngUntil'>, lived: number): boolean {
  return youngUntil <= lived;
}

/** The row of a new key; its stable columns are under a MAC. */
export function newKeyRow(keys: Keys, key: WebauthnKey): WebauthnKeysTable {
  const stable = stableColumns({
    ...{ id: key.id, account_id: key.accountId, credential_id: key.credentialId, public_key: toBase64url(key.publicKey) },
    ...{ transports: JSON.stringify(key.transports), is_synced: Number(key.isSynced), verifies_person: Number(key.verifiesPerson) },
    ...{ made_at: key.madeAt, young_until_lived_ms: key.youngUntil },
  });
  return { ...stable, name: key.name, sign_count: key.signCount, leaves_at: key.leavesAt, row_mac: rowMac(keys, 'webauthn_keys', stable) };
}

/** The key of a row; undefined when somebody wrote the row who does not hold the keys of this index (H7). */
export function readKeyRow(keys: Keys, row: WebauthnKeysTable): WebauthnKey | undefined {
  if (!isRowMac(keys, 'webauthn_keys', stableColumns(row), row.row_mac)) return undefined;
  return {
    ...{ id: row.id, accountId: row.account_id, name: row.name, credentialId: row.credential_id },
    publicKey: fromBase64url(row.public_key) ?? new Uint8Array(),
    transports: JSON.parse(row.transports) as string[],
    ...{ isSynced: row.is_synced === 1, verifiesPerson: row.verifies_person === 1 },
    ...{ signCount: row.sign_count, madeAt: row.made_at, youngUntil: row.young_until_lived_ms, leavesAt: row.leaves_at },
  };
}

type Stable = Omit<WebauthnKeysTable, 'name' | 'sign_count' | 'leaves_at' | 'row_mac'>;

function stableColumns(row: Stable): Stable {
  const { id, account_id, credential_id, public_key, transports, is_synced, verifies_person, made_at, young_until_lived_ms } = row;
  return { id, account_id, credential_id, public_key, transports, is_synced, verifies_person, made_at, young_until_lived_ms };
}
