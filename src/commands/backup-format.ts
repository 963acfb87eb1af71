import type { Sha256Hex } from '../base/brands.ts';
import type { BACKUP_COST } from '../crypto/backup-key.ts';
import type { Row, Value } from '../database/snapshot.ts';
import type { TableName } from '../schema/schema.ts';

/**
 * A backup is a tar file with these members, in this order: `header.json`; `keys.sealed`, the key files locked under the passphrase;
 * `tables/<table>/<number>-<sha256>.json`, the rows of one instant; `files/<sha256>`; `checkpoints`; `manifest.json`, which counts and
 * digests all of that under a MAC of the passphrase. Nothing is believed before the manifest was read.
 */
export const FORMAT = 1;

export interface BackupHeader {
  readonly format: number;
  /** Version of Keyhouse that made it, and number of its newest migration. */
  readonly keyhouse: string;
  readonly schema: number;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly siteId: string;
  readonly rpId: string;
  /** False when the master key comes from KEYHOUSE_SECRET_KEY: it is not in the backup then. */
  readonly hasMaster: boolean;
  readonly passphrase: { readonly argon2id: typeof BACKUP_COST; readonly salt: string };
}

/** The key files, before they are sealed and after. */
export interface BackupKeys {
  readonly master: string | undefined;
  readonly log: string;
}

export interface BackupCounts {
  /** Members before the manifest. */
  readonly members: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly files: number;
  readonly fileBytes: number;
}

export interface Manifest extends BackupCounts {
  /** SHA-256 over name, size and SHA-256 of each member, a line each. */
  readonly digest: string;
}

/** `manifest.json`: the MAC is over the text. */
export interface SignedManifest {
  readonly manifest: string;
  readonly mac: string;
}

export const HEADER = 'header.json';
export const KEYS = 'keys.sealed';
export const CHECKPOINTS = 'checkpoints';
export const MANIFEST = 'manifest.json';

/** Some rows of a table; every row has a value for each column. */
export interface TableChunk {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export function renderChunk(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return JSON.stringify({ columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) } satisfies TableChunk);
}

/** @throws Error when it is no chunk */
export function parseChunk(text: string): readonly Row[] {
  const { columns, rows } = JSON.parse(text) as TableChunk;
  return rows.map((row) => {
    if (row.length !== columns.length || !row.every(isValue)) throw new Error('a row of the backup has another shape than its table');
    return Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
  });
}

function isValue(value: unknown): boolean {
  return value === null || typeof value === 'string' || Number.isSafeInteger(value);
}

export function chunkName(table: TableName, number: number, sha256: string): string {
  return `tables/${table}/${String(number).padStart(6, '0')}-${sha256}.json`;
}

export function fileName(sha256: Sha256Hex): string {
  return `files/${sha256}`;
}

export type MemberKind =
  | { readonly kind: 'header' | 'keys' | 'checkpoints' | 'manifest' }
  | { readonly kind: 'chunk'; readonly table: string; readonly sha256: string }
  | { readonly kind: 'file'; readonly sha256: Sha256Hex };

const PLAIN: ReadonlyMap<string, MemberKind> = new Map([
  [HEADER, { kind: 'header' }],
  [KEYS, { kind: 'keys' }],
  [CHECKPOINTS, { kind: 'checkpoints' }],
  [MANIFEST, { kind: 'manifest' }],
]);

/** What a member is, by its name; undefined for a name that no backup has. */
export function readMemberName(name: string): MemberKind | undefined {
  const [, table, chunkHash] = /^tables\/([a-z_]{1,40})\/\d{6,9}-([0-9a-f]{64})\.json$/.exec(name) ?? [];
  if (table !== undefined && chunkHash !== undefined) return { kind: 'chunk', table, sha256: chunkHash };
  const fileHash = /^files\/([0-9a-f]{64})$/.exec(name)?.[1];
  return fileHash === undefined ? PLAIN.get(name) : { kind: 'file', sha256: fileHash as Sha256Hex };
}

/** The line of a member in the digest of the manifest. */
export function digestLine(name: string, size: number, sha256: string): string {
  return `${name} ${size} ${sha256}\n`;
}
