import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import type { Keys, MasterKey } from '../world.ts';

const KEY_BYTES = 32;

/**
 * The master key, from KEYHOUSE_SECRET_KEY (`2:<base64url>,1:<base64url>`, the newest first, or one bare key) or from
 * `<data>/keys/master`, which is made when absent; and the seed of the log's signing key, always a file of its own (H3).
 *
 * @throws Refusal `config.secret-key` for a key of another shape or a file that others can read
 */
export function openKeyFiles(dataFolder: string, fromEnvironment: Secret | undefined): Omit<Keys, 'siteId'> {
  const folder = join(dataFolder, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const masters = fromEnvironment === undefined ? readMasters(readOrMake(join(folder, 'master'))) : readMasters(fromEnvironment.reveal());
  const logSeed = fromBase64url(readOrMake(join(folder, 'log')));
  if (logSeed?.length !== KEY_BYTES)
    throw new Refusal('invalid', 'config.log-key', `${join(folder, 'log')} is no signing key. Put the old one back from a backup.`);
  return { masters, logSeed: new Secret(logSeed) };
}

function readOrMake(path: string): string {
  if (!existsSync(path)) {
    writeFileSync(path, `${toBase64url(systemRandomBytes(KEY_BYTES))}\n`, { mode: 0o600, flag: 'wx', flush: true });
    chmodSync(path, 0o600);
  }
  const isOpenToOthers = (statSync(path).mode & 0o077) !== 0;
  if (isOpenToOthers) throw new Refusal('invalid', 'config.secret-key', `Others on this machine can read ${path}. Run: chmod 600 ${path}`);
  return readFileSync(path, 'utf8').trim();
}

function readMasters(text: string): readonly [MasterKey, ...MasterKey[]] {
  const [first, ...others] = text.split(',').map(readMaster);
  if (first === undefined) throw badKey();
  return [first, ...others];
}

function readMaster(part: string): MasterKey {
  const [version, encoded] = part.includes(':') ? part.split(':', 2) : ['1', part];
  const key = fromBase64url((encoded ?? '').trim());
  const number = Number(version);
  if (key?.length !== KEY_BYTES || !Number.isSafeInteger(number) || number < 1) throw badKey();
  return { version: number, key: new Secret(key) };
}

function badKey(): Refusal {
  return new Refusal(
    'invalid',
    'config.secret-key',
    'KEYHOUSE_SECRET_KEY is 32 random bytes in base64url (43 characters), or "2:<new key>,1:<old key>".',
  );
}
