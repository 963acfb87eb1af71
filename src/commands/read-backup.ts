import { stat } from 'node:fs/promises';
import { readTarFile, type TarMember } from '../adapters/tar-file.ts';
import { fromBase64url, fromUtf8, utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { BACKUP_SALT_BYTES, type BackupKey, deriveBackupKey, isBackupSigned, openFromBackup } from '../crypto/backup-key.ts';
import { type RunningSha256, startSha256 } from '../crypto/digest.ts';
import { MIGRATIONS } from '../database/migrate.ts';
import {
  type BackupHeader,
  type BackupKeys,
  digestLine,
  FORMAT,
  type Manifest,
  type MemberKind,
  readMemberName,
  type SignedManifest,
} from './backup-format.ts';

/** What the first two members of a backup say. */
export interface OpenedBackup {
  readonly file: string;
  readonly header: BackupHeader;
  readonly keys: BackupKeys;
  readonly key: BackupKey;
}

/** A table chunk is about a hundred rows; nothing but stored files is larger than this. */
const MAX_TEXT_BYTES = 512 * 2 ** 20;

/**
 * Reads the head of a backup and unlocks its keys.
 *
 * @throws Refusal `restore.no-file`, `restore.damaged`, `restore.newer`, `restore.passphrase`
 */
export async function openBackup(file: string, findPassphrase: () => Promise<Secret>): Promise<OpenedBackup> {
  if (!(await stat(file).catch(() => undefined))?.isFile()) {
    throw new Refusal('not-found', 'restore.no-file', `${file} is not there or cannot be read. Name a file that keyhouse backup made.`);
  }
  const members = readTarFile(file);
  try {
    const headerText = await nextText(file, members, 'header');
    const header = parseHeader(file, headerText);
    const sealed = await nextText(file, members, 'keys');
    const salt = fromBase64url(header.passphrase.salt);
    if (salt?.length !== BACKUP_SALT_BYTES) throw damagedBackup(file);
    const key = await deriveBackupKey(await findPassphrase(), salt);
    const keys = openFromBackup(key, utf8(headerText), sealed);
    if (keys === undefined) {
      throw new Refusal('forbidden', 'restore.passphrase', 'The passphrase does not open this backup. Try again with the right one.');
    }
    return { file, header, keys: JSON.parse(keys) as BackupKeys, key };
  } finally {
    await members.return(undefined);
  }
}

async function nextText(file: string, members: AsyncGenerator<TarMember>, kind: MemberKind['kind']): Promise<string> {
  const { value: member, done } = await members.next();
  if (done || readMemberName(member.name)?.kind !== kind) throw damagedBackup(file);
  return textOf(file, member);
}

function parseHeader(file: string, text: string): BackupHeader {
  const header = parseJson<BackupHeader>(file, text);
  if (typeof header.format !== 'number' || typeof header.schema !== 'number' || typeof header.passphrase?.salt !== 'string')
    throw damagedBackup(file);
  if (header.format > FORMAT || header.schema > MIGRATIONS.length) {
    const message = `This backup was made by Keyhouse ${header.keyhouse}, which is newer. Restore it with that version.`;
    throw new Refusal('conflict', 'restore.newer', message);
  }
  return header;
}

/** A whole member with a small content. */
export async function textOf(file: string, member: TarMember): Promise<string> {
  if (member.size > MAX_TEXT_BYTES) throw damagedBackup(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of member.content) chunks.push(chunk);
  const text = fromUtf8(Buffer.concat(chunks));
  if (text === undefined) throw damagedBackup(file);
  return text;
}

/** Takes what streams by of one member. */
export type TakeMember = (kind: MemberKind, content: AsyncIterable<Uint8Array>, member: TarMember) => Promise<void>;

/**
 * Reads a backup from end to end, hands each member on, and compares everything with the manifest that the passphrase signed.
 *
 * @throws Refusal `restore.damaged` for a byte that was changed, moved, added or is missing
 */
export async function verifyBackup({ file, key }: OpenedBackup, take: TakeMember): Promise<Manifest> {
  const digest = startSha256();
  let members = 0;
  for await (const member of readTarFile(file)) {
    const kind = readMemberName(member.name);
    if (kind === undefined) throw damagedBackup(file);
    if (kind.kind === 'manifest') return checkManifest(file, key, await textOf(file, member), { members, digest: digest.hex() });

    const hash = startSha256();
    await take(kind, hashed(member.content, hash), member);
    const sha256 = hash.hex();
    if ((kind.kind === 'chunk' || kind.kind === 'file') && kind.sha256 !== sha256) throw damagedBackup(file);
    digest.update(utf8(digestLine(member.name, member.size, sha256)));
    members += 1;
  }
  throw damagedBackup(file);
}

function checkManifest(file: string, key: BackupKey, text: string, found: { members: number; digest: string }): Manifest {
  const { manifest, mac } = parseJson<SignedManifest>(file, text);
  if (typeof manifest !== 'string' || !isBackupSigned(key, manifest, fromBase64url(String(mac)) ?? new Uint8Array()))
    throw damagedBackup(file);
  const counts = parseJson<Manifest>(file, manifest);
  if (counts.members !== found.members || counts.digest !== found.digest) throw damagedBackup(file);
  return counts;
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: RunningSha256): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

function parseJson<Value>(file: string, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    throw damagedBackup(file, cause);
  }
}

/** Whatever is wrong with a backup, nothing was touched. */
export function damagedBackup(file: string, cause?: unknown): Refusal {
  const message = `${file} is no whole backup: it was cut off or changed. Nothing was restored; take another one.`;
  return new Refusal('invalid', 'restore.damaged', message, { cause });
}
