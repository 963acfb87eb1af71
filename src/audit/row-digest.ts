import type { Transaction } from 'kysely';
import { fromBase64url, toBase64url, utf8 } from '../base/bytes.ts';
import { type Canonical, canonicalJson } from '../base/canonical-json.ts';
import { hmacSha256 } from '../crypto/digest.ts';
import type { Schema } from '../schema/schema.ts';
import type { Random, Read } from '../world.ts';
import { type GuardedTable, type RowRef, rowKey } from './tables.ts';

/** A row as an act left it: digest null when the row is gone. The salt keeps guesses about its content out. */
export interface RowDigest {
  readonly table: string;
  readonly id: string;
  readonly salt: string;
  readonly digest: string | null;
}

/** HMAC-SHA-256 of the row's canonical JSON under the salt; null for no row. */
export function digestRow(salt: string, row: Readonly<Record<string, unknown>> | undefined): string | null {
  if (row === undefined) return null;
  return toBase64url(hmacSha256(fromBase64url(salt) ?? new Uint8Array(), utf8(canonicalJson(row as Canonical as never))));
}

/** Reads the named rows as they are now inside the transaction and digests each. */
export async function digestRows(tx: Transaction<Schema>, random: Random, refs: readonly RowRef[]): Promise<readonly RowDigest[]> {
  const digests: RowDigest[] = [];
  for (const table of new Set(refs.map((ref) => ref.table))) {
    const ids = [...new Set(refs.filter((ref) => ref.table === table).map((ref) => ref.id))];
    const found = await findRows(tx, table, ids);
    for (const id of ids) {
      const salt = toBase64url(random.bytes(16));
      digests.push({ table, id, salt, digest: digestRow(salt, found.get(id)) });
    }
  }
  return digests;
}

/** Rows of a guarded table by their key. */
export async function findRows(read: Read, table: GuardedTable, ids: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
  const key = rowKey(table);
  const wanted = table === 'site' ? ids.map(Number) : ids;
  // The table is a variable here, which Kysely's types cannot follow.
  const found = (await (read as Transaction<Schema>)
    .selectFrom(table)
    .selectAll()
    .where(key as never, 'in', wanted as never)
    .execute()) as Record<string, unknown>[];
  return new Map(found.map((row) => [String(row[key]), row]));
}
