import { concat, utf8 } from '../base/bytes.ts';
import type { EqualBytes, HmacSha256 } from './hashing.ts';

/** Longest macaroon that is read: its text, once more in base64 for HTTP Basic, still fits into a header. */
export const MAX_MACAROON_BYTES = 4_096;

export const MAX_CAVEATS = 64;

const VERSION = 2;
const END_OF_SECTION = 0;
const LOCATION = 1;
const IDENTIFIER = 2;
const SIGNATURE = 6;
const SIGNATURE_BYTES = 32;

const KEY_LABEL = utf8('macaroons-key-generator');

/** A bearer credential that its holder can narrow alone. Only first-party caveats exist here. */
export interface Macaroon {
  /** A hint that no signature covers: never decide anything by it. */
  readonly location: Uint8Array | undefined;
  readonly identifier: Uint8Array;
  readonly caveats: readonly Uint8Array[];
  readonly signature: Uint8Array;
}

/** What a macaroon is made of, without its signature. */
export interface MacaroonContent {
  readonly location?: Uint8Array;
  readonly identifier: Uint8Array;
  readonly caveats?: readonly Uint8Array[];
}

/**
 * A new macaroon under a random root key.
 *
 * @throws RangeError when a part is empty or the whole is too large to be read back
 */
export function mintMacaroon(hmac: HmacSha256, rootKey: Uint8Array, content: MacaroonContent): Macaroon {
  const { location, identifier, caveats = [] } = content;
  const signature = signatureChain(hmac, rootKey, identifier, caveats).at(-1) ?? new Uint8Array();
  return checkSize({ location, identifier, caveats, signature });
}

/**
 * The same macaroon with one more caveat; needs no root key, so its holder can do it.
 *
 * @throws RangeError when the caveat is empty or the whole is too large to be read back
 */
export function attenuate(hmac: HmacSha256, macaroon: Macaroon, caveat: Uint8Array): Macaroon {
  return checkSize({ ...macaroon, caveats: [...macaroon.caveats, caveat], signature: hmac(macaroon.signature, caveat) });
}

/**
 * Checks the whole signature chain. Gives the chain's values, its nodes: the first stands for the identifier, number
 * n for everything up to and with caveat n. A counter or a revocation that belongs to a caveat is keyed by the node right
 * after it, since a holder can change the final signature at will by adding caveats. Undefined for a wrong signature.
 * `equal` takes constant time.
 */
export function verifySignature(
  hmac: HmacSha256,
  equal: EqualBytes,
  rootKey: Uint8Array,
  macaroon: Macaroon,
): readonly Uint8Array[] | undefined {
  const nodes = signatureChain(hmac, rootKey, macaroon.identifier, macaroon.caveats);
  const last = nodes.at(-1);
  if (last === undefined || macaroon.signature.length !== SIGNATURE_BYTES) return undefined;
  return equal(last, macaroon.signature) ? nodes : undefined;
}

/** The bytes of a macaroon in the binary format, version 2, of libmacaroons. */
export function serializeMacaroon(macaroon: Macaroon): Uint8Array {
  const end = new Uint8Array([END_OF_SECTION]);
  return concat(
    new Uint8Array([VERSION]),
    ...(macaroon.location === undefined ? [] : packet(LOCATION, macaroon.location)),
    ...packet(IDENTIFIER, macaroon.identifier),
    end,
    ...macaroon.caveats.flatMap((caveat) => [...packet(IDENTIFIER, caveat), end]),
    end,
    ...packet(SIGNATURE, macaroon.signature),
  );
}

/**
 * Reads a macaroon, or gives undefined unless the bytes are exactly what `serializeMacaroon` writes. So version 1, JSON,
 * third-party caveats, packets twice or out of order, lengths in a longer form than needed, empty packets and trailing
 * bytes are all refused, and one macaroon has one form.
 */
export function parseMacaroon(bytes: Uint8Array): Macaroon | undefined {
  if (bytes.length > MAX_MACAROON_BYTES || bytes[0] !== VERSION) return undefined;
  const reader = { bytes, at: 1 };

  const location = bytes[reader.at] === LOCATION ? takePacket(reader, LOCATION) : undefined;
  if (location === undefined && reader.at !== 1) return undefined;
  const identifier = takePacket(reader, IDENTIFIER);
  if (identifier === undefined || !takeEnd(reader)) return undefined;
  const caveats = takeCaveats(reader);
  const signature = takePacket(reader, SIGNATURE);

  if (caveats === undefined || signature?.length !== SIGNATURE_BYTES || reader.at !== bytes.length) return undefined;
  return { location, identifier, caveats, signature };
}

function signatureChain(hmac: HmacSha256, rootKey: Uint8Array, identifier: Uint8Array, caveats: readonly Uint8Array[]): Uint8Array[] {
  let node = hmac(hmac(KEY_LABEL, rootKey), identifier);
  const nodes = [node];
  for (const caveat of caveats) {
    node = hmac(node, caveat);
    nodes.push(node);
  }
  return nodes;
}

function checkSize(macaroon: Macaroon): Macaroon {
  const parts = [macaroon.identifier, macaroon.location ?? macaroon.identifier, ...macaroon.caveats];
  if (parts.some((part) => part.length === 0)) throw new RangeError('no part of a macaroon may be empty');
  if (macaroon.caveats.length > MAX_CAVEATS) throw new RangeError(`a macaroon has at most ${MAX_CAVEATS} caveats`);
  if (serializeMacaroon(macaroon).length > MAX_MACAROON_BYTES) throw new RangeError(`a macaroon has at most ${MAX_MACAROON_BYTES} bytes`);
  return macaroon;
}

function packet(kind: number, data: Uint8Array): Uint8Array[] {
  const length = data.length < 0x80 ? [data.length] : [(data.length & 0x7f) | 0x80, data.length >> 7];
  return [new Uint8Array([kind, ...length]), data];
}

/** Where reading stands; only the functions below move it. */
interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function takeEnd(reader: Reader): boolean {
  if (reader.bytes[reader.at] !== END_OF_SECTION) return false;
  reader.at += 1;
  return true;
}

function takeCaveats(reader: Reader): Uint8Array[] | undefined {
  const caveats: Uint8Array[] = [];
  while (!takeEnd(reader)) {
    const caveat = takePacket(reader, IDENTIFIER);
    if (caveat === undefined || !takeEnd(reader) || caveats.length === MAX_CAVEATS) return undefined;
    caveats.push(caveat);
  }
  return caveats;
}

function takePacket(reader: Reader, kind: number): Uint8Array | undefined {
  if (reader.bytes[reader.at] !== kind) return undefined;
  reader.at += 1;
  const length = takeLength(reader);
  if (length === undefined || length > reader.bytes.length - reader.at) return undefined;
  reader.at += length;
  return reader.bytes.slice(reader.at - length, reader.at);
}

/** A varint of one or two bytes: more than the largest macaroon needs. Zero, and two bytes where one is enough, are refused. */
function takeLength(reader: Reader): number | undefined {
  const low = reader.bytes[reader.at];
  const high = reader.bytes[reader.at + 1];
  if (low === undefined || low === 0) return undefined;
  if (low < 0x80) {
    reader.at += 1;
    return low;
  }
  if (high === undefined || high === 0 || high >= 0x80) return undefined;
  reader.at += 2;
  return (low & 0x7f) | (high << 7);
}
