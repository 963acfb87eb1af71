import { MINUTE, type Millis } from '../base/brands.ts';
import { concat, fromBase64url, toBase64url, toHex, utf8 } from '../base/bytes.ts';
import { isMac, mac } from '../crypto/mac.ts';
import type { Keys, World } from '../world.ts';

/** What a ceremony is for; a challenge made for one is worth nothing in another. */
export type CeremonyKind =
  | 'enrol'
  | 'sign-in'
  | 'second-step'
  | 'step-up'
  | 'reset'
  | 'vouch'
  | 'practice-vouch'
  | 'claim'
  | 'unfreeze'
  | 'stop';

/** The ceremony that a challenge belongs to: its kind and the browser that it runs in. */
export interface Ceremony {
  readonly kind: CeremonyKind;
  /** What only this browser can show: the reference of its session, half state or visitor's cookie. */
  readonly binding: string;
}

/** From the question to its answer. */
export const CEREMONY_MS: number = 5 * MINUTE;

/** The part of a challenge that is chance. */
export const NONCE_BYTES = 16;
const TIME_BYTES = 8;
const MAC_BYTES = 32;

/**
 * A challenge that nothing stores: random bytes, when it dies, and a MAC over both, the ceremony and the browser (A8). It is
 * claimed when it is answered; only claimed ones are remembered.
 */
export function makeChallenge(world: Pick<World, 'clock' | 'keys' | 'random'>, ceremony: Ceremony): string {
  const head = concat(world.random.bytes(NONCE_BYTES), timeBytes(world.clock.now() + CEREMONY_MS));
  return toBase64url(concat(head, challengeMac(world.keys, ceremony, head)));
}

export interface LiveChallenge {
  /** Names it once it is claimed. */
  readonly ref: string;
  readonly diesAt: Millis;
}

/** A challenge that was made here, for this ceremony in this browser, and has not died; undefined for any other text. */
export function readChallenge(keys: Keys, ceremony: Ceremony, text: string, now: Millis): LiveChallenge | undefined {
  const bytes = fromBase64url(text);
  if (bytes?.length !== NONCE_BYTES + TIME_BYTES + MAC_BYTES) return undefined;
  const head = bytes.subarray(0, NONCE_BYTES + TIME_BYTES);
  const tag = bytes.subarray(NONCE_BYTES + TIME_BYTES);
  if (!isMac(keys, 'mac/preauth', tag, ceremony.kind, ceremony.binding, head)) return undefined;
  const diesAt = Number(new DataView(head.buffer, head.byteOffset + NONCE_BYTES, TIME_BYTES).getBigUint64(0)) as Millis;
  return diesAt > now ? { ref: toHex(head.subarray(0, NONCE_BYTES)), diesAt } : undefined;
}

function challengeMac(keys: Keys, { kind, binding }: Ceremony, head: Uint8Array): Uint8Array {
  return mac(keys, 'mac/preauth', kind, utf8(binding), head);
}

function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes;
}
