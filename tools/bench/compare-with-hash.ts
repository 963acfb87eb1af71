import { type Argon2Parameters, argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { ARGON2_COST } from '../../src/crypto/password-queue.ts';

export interface HashComparison {
  /** Medians, in milliseconds. */
  readonly signInMs: number;
  readonly hashMs: number;
}

const PAIRS = 25;
const WARM_UP = 3;
const hash: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer> = promisify(argon2);

/**
 * One sign-in and one bare Argon2id hash of the same cost in turn, nothing else running: what the machine does meanwhile meets both.
 * `signIn` sends the form of an open page and gives how long the answer took, in milliseconds; it is told its number, from 0.
 */
export async function compareWithHash(signIn: (number: number) => Promise<number>): Promise<HashComparison> {
  const signIns: number[] = [];
  const hashes: number[] = [];
  for (let number = 0; number < WARM_UP + PAIRS; number += 1) {
    const [signInMs, hashMs] = [await signIn(number), await hashBare()];
    if (number < WARM_UP) continue;
    signIns.push(signInMs);
    hashes.push(hashMs);
  }
  return { signInMs: median(signIns), hashMs: median(hashes) };
}

async function hashBare(): Promise<number> {
  const { memoryKib, passes, parallelism } = ARGON2_COST;
  const parameters = { message: randomBytes(28), nonce: randomBytes(16), memory: memoryKib, passes, parallelism, tagLength: 32 };
  const startedAt = performance.now();
  await hash('argon2id', parameters);
  return performance.now() - startedAt;
}

/** The middle one of them. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
