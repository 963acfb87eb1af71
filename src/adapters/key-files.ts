import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, toBase64url, toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import type { Keys, MasterKey } from '../world.ts';
import { makeFolder } from './make-folder.ts';
import { syncFolder } from './sync-folder.ts';

const KEY_BYTES = 32;

/** The keys that lie outside the database; the site's id is in it. */
export type KeyFiles = Omit<Keys, 'siteId'>;

/**
 * The master key, from KEYHOUSE_SECRET_KEY (`2:<base64url>,1:<base64url>`, the newest first, or one bare key, which is version 1) or
 * from `<data>/keys/master`; and the seed of the log's signing key, always a file of its own (H3). What is absent is made, durably,
 * before it is used - but not when `isNewSite` is false: then what was sealed under the lost key is there and cannot be opened.
 *
 * @throws Refusal `config.secret-key`, `config.log-key` for a key of another shape or a file that others can read
 * @throws Refusal `site.key-lost`
 */
export function openKeyFiles(dataFolder: string, fromEnvironment: Secret | undefined, isNewSite: boolean): KeyFiles {
  const folder = join(dataFolder, 'keys');
  makeFolder(folder);
  syncFolder(dataFolder);
  const masters = readMasters(fromEnvironment?.reveal() ?? readOrMake(folder, 'master', isNewSite));
  const logSeed = fromBase64url(readOrMake(folder, 'log', isNewSite));
  if (logSeed?.length !== KEY_BYTES) {
    throw new Refusal('invalid', 'config.log-key', `${join(folder, 'log')} is no signing key. Put the old one back from a backup.`);
  }
  return { masters, logSeed: new Secret(logSeed) };
}

function readOrMake(folder: string, name: string, mayMake: boolean): string {
  const path = join(folder, name);
  if (!existsSync(path)) {
    if (!mayMake)
      throw new Refusal('unavailable', 'site.key-lost', `${path} is gone, and the database needs it. Put it back from a backup.`);
    make(folder, path);
  }
  const isOpenToOthers = (statSync(path).mode & 0o077) !== 0;
  if (isOpenToOthers) {
    throw new Refusal('invalid', 'config.secret-key', `Others on this machine can read ${path}. Run: chmod 600 ${path}`);
  }
  return readFileSync(path, 'utf8').trim();
}

/** Written aside and given its name when it is whole on disk; of two processes at once the first gives the key to both. */
function make(folder: string, path: string): void {
  const aside = `${path}.${toHex(systemRandomBytes(8))}`;
  const file = openSync(aside, 'wx', 0o600);
  try {
    writeSync(file, `${toBase64url(systemRandomBytes(KEY_BYTES))}\n`);
    fsyncSync(file);
    linkSync(aside, path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    rmSync(aside);
  }
  syncFolder(folder);
}

/** Writes key files that a backup held, durably, into a folder that has none. */
export function writeKeyFiles(dataFolder: string, keys: { readonly master: string | undefined; readonly log: string }): void {
  const folder = join(dataFolder, 'keys');
  mkdirSync(folder, { mode: 0o700 });
  for (const [name, text] of Object.entries(keys)) {
    if (text === undefined) continue;
    const file = openSync(join(folder, name), 'wx', 0o600);
    try {
      writeSync(file, `${text}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
  syncFolder(folder);
  syncFolder(dataFolder);
}

/** Newest first means versions that fall: a list in another order would seal under an old key. */
function readMasters(text: string): readonly [MasterKey, ...MasterKey[]] {
  const [first, ...others] = text.split(',').map(readMaster);
  if (first === undefined) throw badKey();
  let { version } = first;
  for (const other of others) {
    if (other.version >= version) throw badKey();
    version = other.version;
  }
  return [first, ...others];
}

function readMaster(part: string): MasterKey {
  const [, version = '1', encoded = ''] = /^\s*(?:([1-9]\d{0,8}):)?([A-Za-z0-9_-]{43})\s*$/.exec(part) ?? [];
  const key = fromBase64url(encoded);
  if (key?.length !== KEY_BYTES) throw badKey();
  return { version: Number(version), key: new Secret(key) };
}

function badKey(): Refusal {
  const shape = '32 random bytes in base64url (43 characters), or "2:<new key>,1:<old key>", the newest first';
  return new Refusal('invalid', 'config.secret-key', `The master key (KEYHOUSE_SECRET_KEY or keys/master) is ${shape}.`);
}
