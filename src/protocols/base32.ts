const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A text in this alphabet is never longer than this when it comes from outside. */
const MAX_TEXT_LENGTH = 1_024;

/** Characters that a last group can have: 1, 3 and 6 would hold no whole byte more than the length before. */
const TAIL_LENGTHS: readonly number[] = [0, 2, 4, 5, 7];

/** Base32 without padding, upper case (RFC 4648 section 6): the form that authenticator apps read. */
export function encodeBase32(bytes: Uint8Array): string {
  return encodeFiveBits(bytes, ALPHABET);
}

/**
 * The bytes of a base32 text as people type it: lower case, spaces between groups and the padding at the end are fine.
 * Undefined for anything else, bits beyond the last byte that are not zero included.
 */
export function decodeBase32(text: string): Uint8Array | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;

  // Only the ASCII letters of the alphabet may be upper-cased: U+017F becomes an S and U+0131 an I.
  const compact = text.replaceAll(' ', '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const padded = /^([A-Z2-7]*)(={0,6})$/.exec(compact);
  const symbols = padded?.[1];
  if (symbols === undefined || !TAIL_LENGTHS.includes(symbols.length % 8)) return undefined;
  if (padded?.[2] !== '' && compact.length % 8 !== 0) return undefined;

  return decodeFiveBits(symbols, ALPHABET);
}

/** A text in groups of four with a separator between them, so that people can copy it by hand. */
export function groupsOfFour(text: string, separator = ' '): string {
  return (text.match(/.{1,4}/gs) ?? []).join(separator);
}

/** Writes bytes five bits at a time, the last ones filled with zeros, in an alphabet of 32 characters. */
export function encodeFiveBits(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    heldBits += 8;
    while (heldBits >= 5) {
      heldBits -= 5;
      text += alphabet[(held >> heldBits) & 31];
    }
  }
  return heldBits === 0 ? text : text + alphabet[(held << (5 - heldBits)) & 31];
}

/** The bytes of a text in an alphabet of 32 characters, or undefined for a foreign character or left-over bits that are not zero. */
export function decodeFiveBits(text: string, alphabet: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let heldBits = 0;
  let at = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    heldBits += 5;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[at] = (held >> heldBits) & 0xff;
    at += 1;
  }
  return (held & ((1 << heldBits) - 1)) === 0 ? bytes : undefined;
}
