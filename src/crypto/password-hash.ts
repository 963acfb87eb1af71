import { fromBase64url, toBase64url, utf8 } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';
import type { Keys, Random, SlowHash } from '../world.ts';
import { equalBytes } from './equal.ts';
import { ARGON2_COST } from './password-queue.ts';
import { openSealedText, type SealPlace, seal } from './seal.ts';

interface Hashing {
  readonly keys: Keys;
  readonly slowHash: SlowHash;
}

const SALT_BYTES = 16;
const { memoryKib, passes, parallelism } = ARGON2_COST;
const SCHEME = `argon2id$m=${memoryKib},t=${passes},p=${parallelism}`;

/** What is hashed: NFC, nothing else changed (63B 3.1.1.2). */
function bytesOf(password: Secret): Uint8Array {
  return utf8(password.reveal().normalize('NFC'));
}

/** Argon2id of a password, its salt and cost beside it, all sealed: without the key there is nothing to guess against. */
export async function hashPassword(
  world: Hashing & { random: Random },
  place: SealPlace,
  password: Secret,
  network: string,
): Promise<string> {
  const salt = world.random.bytes(SALT_BYTES);
  const hash = await world.slowHash.hash(bytesOf(password), salt, network);
  return seal(world, 'seal/password', place, utf8(`${SCHEME}$${toBase64url(salt)}$${toBase64url(hash)}`));
}

/**
 * Whether this is the password. Without a stored one (`sealed` undefined: no such account) it spends the same time and says no,
 * so that nobody learns from the clock which names exist.
 */
export async function isPassword(
  world: Hashing,
  place: SealPlace,
  sealed: string | undefined,
  { password, network }: { readonly password: Secret; readonly network: string },
): Promise<boolean> {
  const stored = sealed === undefined ? undefined : openSealedText(world.keys, 'seal/password', place, sealed);
  const [, , saltText, hashText] = stored?.split('$') ?? [];
  const salt = fromBase64url(saltText ?? '') ?? new Uint8Array();
  const expected = fromBase64url(hashText ?? '') ?? new Uint8Array();
  const hash = await world.slowHash.hash(bytesOf(password), salt.length === SALT_BYTES ? salt : new Uint8Array(SALT_BYTES), network);
  return equalBytes(hash, expected);
}
