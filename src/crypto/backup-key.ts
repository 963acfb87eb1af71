import { type Argon2Parameters, argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { Random } from '../world.ts';
import { hmacSha256 } from './digest.ts';
import { equalBytes } from './equal.ts';
import { openUnder, sealUnder } from './seal.ts';

const run: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer> = promisify(argon2);

/** Argon2id of a passphrase that guards everything, asked for once a backup: 64 MiB, three passes (security-model part 4). */
export const BACKUP_COST = { memoryKib: 65_536, passes: 3, parallelism: 1 } as const;

export const BACKUP_SALT_BYTES = 16;

/** Made from the passphrase for one backup and its salt, and never stored. */
export interface BackupKey {
  readonly sealing: Secret<Uint8Array>;
  readonly signing: Secret<Uint8Array>;
}

/** The two keys of a backup; takes about a quarter of a second. */
export async function deriveBackupKey(passphrase: Secret, salt: Uint8Array): Promise<BackupKey> {
  const bytes = await run('argon2id', {
    message: utf8(passphrase.reveal().normalize('NFC')),
    nonce: salt,
    memory: BACKUP_COST.memoryKib,
    passes: BACKUP_COST.passes,
    parallelism: BACKUP_COST.parallelism,
    tagLength: 64,
  });
  return { sealing: new Secret(new Uint8Array(bytes.subarray(0, 32))), signing: new Secret(new Uint8Array(bytes.subarray(32))) };
}

/** Locks a text into one backup, named by its header. */
export function sealForBackup(key: BackupKey, random: Random, header: Uint8Array, text: string): string {
  return sealUnder(random, { key: key.sealing.reveal(), version: 0 }, header, utf8(text));
}

/** Undefined when the passphrase is another one, or the text or the header was changed. */
export function openFromBackup(key: BackupKey, header: Uint8Array, sealed: string): string | undefined {
  try {
    return fromUtf8(openUnder(() => key.sealing.reveal(), header, sealed));
  } catch {
    return undefined;
  }
}

/** MAC of a backup's last words: nobody without the passphrase can change what is in it. */
export function signBackup(key: BackupKey, text: string): Uint8Array {
  return hmacSha256(key.signing.reveal(), utf8(text));
}

export function isBackupSigned(key: BackupKey, text: string, tag: Uint8Array): boolean {
  return equalBytes(signBackup(key, text), tag);
}
